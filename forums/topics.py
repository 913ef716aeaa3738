"""Who may listen to a conversation and to a space."""

from __future__ import annotations

from community.access import Verb, can
from community.members.models import Member
from community.realtime.events import Frame
from community.realtime.topics import Topic
from community.realtime.topics import register as register_topic
from forums import fragments
from forums.models import Space, Thread


def may_hear_thread(member: Member, key: str) -> bool:
    if not key.isdecimal():
        return False
    thread = Thread.objects.select_related("space").filter(pk=int(key)).first()
    return thread is not None and can(member, Verb.SEE, thread)


def may_hear_space(member: Member, key: str) -> bool:
    space = Space.objects.filter(slug=key).first()
    return space is not None and can(member, Verb.SEE, space)


def missed_in_thread(_member: Member, key: str, after: int) -> list[Frame]:
    return fragments.missed(int(key), after)


def register() -> None:
    register_topic(
        Topic("thread", may_hear_thread, backlog=missed_in_thread, presence=True, typing=True)
    )
    register_topic(Topic("space", may_hear_space))
