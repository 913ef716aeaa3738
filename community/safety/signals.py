"""The box “Other people use this device too” holds from the moment somebody is signed in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from community.safety import devices


@receiver(user_logged_in)
def note_shared_device(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    if request.session.pop(devices.WANTED, False):
        devices.begin(request)
