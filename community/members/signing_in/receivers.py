"""What follows when somebody signs in, or sets up or drops a second step."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in
from allauth.mfa.models import Authenticator
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest

from community.members.models import Member
from community.members.signing_in import devices
from community.realtime.actions import access_changed


@receiver(user_logged_in)
def remember_device(sender: Any, request: HttpRequest, user: Member, **kwargs: Any) -> None:
    """Through the front door alone: by password, passkey or a confirmed address."""
    devices.signed_in(request, user)


@receiver(post_save, sender=Authenticator)
@receiver(post_delete, sender=Authenticator)
def second_step_changed(sender: Any, instance: Authenticator, **kwargs: Any) -> None:
    """Roles rest without one, so open pages ask again what they may."""
    access_changed(instance.user_id)
