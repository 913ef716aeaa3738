"""Signing out closes open sockets; what members write about themselves is told to who reads it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import Signal, receiver
from django.http import HttpRequest

from community.realtime.actions import session_ended

# Sent with `member`, inside the transaction, when somebody wrote their name or profile.
profile_written = Signal()


@receiver(user_logged_out)
def close_sockets(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    key = request.session.session_key
    if key:
        session_ended(key)
