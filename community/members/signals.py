"""Signing out closes what the browser session held open."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from community.realtime.actions import session_ended


@receiver(user_logged_out)
def close_sockets(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    key = request.session.session_key
    if key:
        session_ended(key)
