"""How many messages somebody may send, and how few while they are new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from community.members.models import Limit, Member
from forums.limits import TooFast
from forums.private.models import Correspondence, Message

NEW_FOR = timedelta(days=7)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SLOW_GAP = timedelta(minutes=10)


@dataclass(frozen=True)
class Pace:
    """requests: people asked for the first time in a day; messages: in an hour."""

    requests: int
    messages: int


NEW, KNOWN = Pace(requests=2, messages=15), Pace(requests=8, messages=60)


def pace_of(member: Member) -> Pace:
    return NEW if member.joined_at > timezone.now() - NEW_FOR else KNOWN


def check_pace(member: Member) -> None:
    """Raises TooFast. Counted in the database, so that all processes count alike."""
    now, sent = timezone.now(), Message.objects.filter(author=member)
    if member.is_limited(Limit.Kind.SLOW) and sent.filter(created__gt=now - SLOW_GAP).exists():
        raise TooFast("You can send one message in ten minutes for a while. Your text is kept.")
    if sent.filter(created__gt=now - HOUR).count() >= pace_of(member).messages:
        raise TooFast("You have sent many messages in an hour. Your text is kept: send it later.")


def check_requests(member: Member) -> None:
    """Raises TooFast for one stranger too many."""
    asked = Correspondence.objects.filter(asked_by=member, created__gt=timezone.now() - DAY)
    if asked.count() >= pace_of(member).requests:
        raise TooFast(
            "You have asked several people today. Your text is kept: ask the next one tomorrow."
        )
