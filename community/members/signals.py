"""A session that ends closes its sockets, however it ends; what members write about themselves is
told to who reads it.
"""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_delete
from django.dispatch import Signal, receiver
from django.http import HttpRequest

from community.members.models import Member
from community.realtime.actions import session_ended

# Sent with `member`, inside the transaction, when somebody wrote their name or profile.
profile_written = Signal()
# Sent with `member`, `before` and `keep_name`, inside the transaction, when somebody has left the
# spaces of one age band for those of the next.
band_entered = Signal()


@receiver(user_logged_out)
def close_sockets(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    key = request.session.session_key
    if key:
        session_ended(key)


@receiver(post_delete, sender=UserSession)
def close_sockets_of_ended_session(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Signed out from afar: from the list of devices, or because the account is gone."""
    session_ended(instance.session_key)


@receiver(password_changed)
@receiver(password_reset)
@receiver(password_set)
def end_other_sessions(sender: Any, request: HttpRequest, user: Member, **kwargs: Any) -> None:
    """A new password signs out every other device; whoever had the old one hears nothing more."""
    for session in UserSession.objects.filter(user=user):
        if session.session_key != request.session.session_key:
            session.end()
