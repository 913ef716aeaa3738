"""What members do for themselves: keep somebody away, choose what to read, take a break."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from community.access import Verb
from community.access.http import require
from community.members.models import Member
from community.realtime.actions import access_changed
from community.safety.breaks import LENGTHS
from community.safety.models import Distance, Preference
from community.safety.topics import TOPICS, own_words


@transaction.atomic
def keep_away(member: Member, other: Member, kind: str) -> Distance:
    """Blocks or mutes. The other one is told nothing, and nothing tells them.

    Raises PermissionDenied for somebody whom the member cannot see, or ValidationError.
    """
    if other == member:
        raise ValidationError("This is you.")
    require(member, Verb.SEE, other)
    made, _ = Distance.objects.update_or_create(
        member=member, other=other, defaults={"kind": Distance.Kind(kind)}
    )
    _settle(member, other)
    return made


@transaction.atomic
def let_near(member: Member, other: Member) -> None:
    Distance.objects.filter(member=member, other=other).delete()
    _settle(member, other)


def choose_reading(member: Member, *, topics: Iterable[str], words: str, opens_notes: bool) -> None:
    """What to fold away, and whether other notes are open at once."""
    chosen = {
        "topics": [topic for topic in topics if topic in TOPICS],
        "words": ", ".join(own_words(words)),
        "opens_notes": opens_notes,
    }
    Preference.objects.update_or_create(member=member, defaults=chosen)
    member.__dict__.pop("reading", None)


def take_a_break(member: Member, days: int) -> None:
    """Nothing calls for so many days. Raises ValidationError for a length that is not offered."""
    if days not in LENGTHS:
        raise ValidationError("Choose one of these.")
    member.break_until = timezone.now() + timedelta(days=days)
    member.save(update_fields=["break_until"])


def come_back(member: Member) -> None:
    member.break_until = None
    member.save(update_fields=["break_until"])


def want_quick_exit(member: Member, wanted: bool) -> None:
    member.quick_exit = wanted
    member.save(update_fields=["quick_exit"])


def _settle(member: Member, other: Member) -> None:
    """Pages that are open, of both, ask again whom they show as being here."""
    member.keeps_distance = Distance.objects.filter(member=member).exists()
    member.save(update_fields=["keeps_distance"])
    member.__dict__.pop("kept_away", None)
    access_changed(member.pk)
    access_changed(other.pk)
