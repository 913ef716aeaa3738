"""What a page in the room may listen to."""

from __future__ import annotations

from community.access import Verb, can
from community.members.models import Member
from community.realtime.events import Frame
from community.realtime.topics import Topic
from community.realtime.topics import register as register_topic
from groups.events import gone_frame, line_frame, sheet_frame
from groups.models import ChatLine, Room, Session
from groups.queries import is_in_room
from groups.states import LineState

BACKLOG_LINES = 200


def register() -> None:
    register_topic(Topic(kind="session", authorise=_may_chat, backlog=_missed_lines, typing=True))
    register_topic(Topic(kind="hosts", authorise=_hosts))


def _room(key: str) -> Room | None:
    if not key.isdecimal():
        return None
    session = Session.objects.select_related("group").filter(pk=int(key)).first()
    return Room(session) if session else None


def _may_chat(member: Member, key: str) -> bool:
    room = _room(key)
    if room is None or not can(member, Verb.CHAT, room):
        return False
    return is_in_room(member, room.session)


def _hosts(member: Member, key: str) -> bool:
    room = _room(key)
    return room is not None and can(member, Verb.HOST, room)


def _missed_lines(member: Member, key: str, after: int) -> list[Frame]:
    lines = ChatLine.objects.filter(session_id=key).select_related("member", "session__group")
    taken_back = lines.filter(seq__lte=after).exclude(state=LineState.PUBLISHED)
    missed = lines.filter(seq__gt=after, state=LineState.PUBLISHED).order_by("seq")[:BACKLOG_LINES]
    own = lines.filter(member=member, state=LineState.HELD).order_by("pk")
    gone = [gone_frame(pk) for pk in taken_back.values_list("pk", flat=True)]
    run = Session.objects.filter(pk=key, sheet__isnull=False)
    sheets = [sheet_frame(session) for session in run]
    return [*gone, *(line_frame(line) for line in (*missed, *own)), *sheets]
