"""The secret address under which somebody's own calendar finds their meetings."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from community.members.models import Member
from groups.models import CalendarLink

KEY_BYTES = 32


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def make_calendar_link(member: Member, title: str) -> str:
    """Gives a new key, to be shown once. The one before it stops at once."""
    key = secrets.token_urlsafe(KEY_BYTES)
    CalendarLink.objects.update_or_create(
        member=member,
        defaults={"digest": digest_of(key), "title": title, "made_at": timezone.now()},
    )
    return key


def drop_calendar_link(member: Member) -> None:
    CalendarLink.objects.filter(member=member).delete()
