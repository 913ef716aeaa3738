"""`member:<id>`: what only one person hears, on every page they have open."""

from __future__ import annotations

from collections.abc import Collection

from community.members.models import Member
from community.realtime.topics import Topic
from community.realtime.topics import register as register_topic


def topic_of(member_id: int) -> str:
    return f"member:{member_id}"


def _is_own(member: Member, key: str) -> bool:
    return key == str(member.pk)


def register() -> None:
    register_topic(Topic(kind="member", authorise=_is_own))


def who_takes_part(member_ids: Collection[int]) -> set[int]:
    """Of these, whose accounts are neither closed nor frozen. One question for all of them."""
    found = Member.objects.filter(pk__in=member_ids, is_active=True)
    return {member.pk for member in found if not member.is_frozen}
