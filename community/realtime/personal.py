"""`member:<id>`: what only one person hears, on every page they have open."""

from __future__ import annotations

from community.members.models import Member
from community.realtime.topics import Topic
from community.realtime.topics import register as register_topic


def topic_of(member_id: int) -> str:
    return f"member:{member_id}"


def _is_own(member: Member, key: str) -> bool:
    return key == str(member.pk)


def register() -> None:
    register_topic(Topic(kind="member", authorise=_is_own))
