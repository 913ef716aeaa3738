"""What the media plane asks about our rooms. It knows a room by name only: `session-9`."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from community.access import Verb, can
from community.members.models import Member
from community.realtime.threads import in_thread
from groups import actions, queries
from groups.models import ROOM_PREFIX, ChatLine, Room, Session
from groups.states import LineState
from video import hooks
from video.hooks import ChatOutcome, RoomRules
from video.tokens import JoinToken

YOUTH_ADULTS = 2
HELD = "Waiting for a moderator. Only you see this line until then."


class SessionRooms:
    """Answers for sessions, from the database of this moment."""

    @in_thread
    def rules(self, room: str) -> RoomRules:
        session = _session(room)
        if session is None:
            return RoomRules()
        group = session.group
        adults = YOUTH_ADULTS if group.age_band.is_youth else 0
        return RoomRules(required_adults=adults, capacity=group.capacity + len(group.host_ids))

    @in_thread
    def authorise(self, token: JoinToken) -> bool:
        session = _session(token.room)
        member = Member.objects.filter(pk=token.member_id, is_active=True).first()
        if session is None or member is None:
            return False
        verb = Verb.HOST if token.is_host else Verb.JOIN
        return can(member, verb, Room(session)) and can(member, Verb.JOIN, Room(session))

    @in_thread
    def counts(self, token: JoinToken) -> bool:
        session, member = _session(token.room), _member(token.member_id)
        if session is None or member is None or not member.is_cleared:
            return False
        return can(member, Verb.HOST, Room(session))

    @in_thread
    def chat(self, token: JoinToken, text: str) -> ChatOutcome:
        session, member = _session(token.room), _member(token.member_id)
        if session is None or member is None:
            return ChatOutcome("refused", message="This room is not here any more.")
        try:
            line = actions.say(member, session, text).line
        except ValidationError as error:
            return ChatOutcome("refused", message=str(error.message))
        except PermissionDenied as error:
            return ChatOutcome("refused", message=str(error))
        if line.state == LineState.HELD:
            return ChatOutcome("held", message=HELD)
        return ChatOutcome("published", line=_for_socket(line))

    @in_thread
    def chat_backlog(self, token: JoinToken) -> list[dict[str, Any]]:
        session = _session(token.room)
        return [_for_socket(line) for line in queries.chat_lines(session)] if session else []

    @in_thread
    def joined(self, room: str, member_id: int) -> None:
        session, member = _session(room), _member(member_id)
        if session is not None and member is not None:
            actions.record_joined(session, member)

    @in_thread
    def left(self, room: str, member_id: int) -> None:
        session, member = _session(room), _member(member_id)
        if session is not None and member is not None:
            actions.record_left(session, member)

    @in_thread
    def removed(self, room: str, member_id: int, by: int) -> None:
        session, member, host = _session(room), _member(member_id), _member(by)
        if session is not None and member is not None and host is not None:
            actions.remove_from_session(host, session, member)

    @in_thread
    def ended(self, room: str, by: int) -> None:
        session, host = _session(room), _member(by)
        if session is not None and host is not None:
            actions.close_session(host, session)


def _session(room: str) -> Session | None:
    key = room.removeprefix(ROOM_PREFIX)
    if not room.startswith(ROOM_PREFIX) or not key.isdecimal():
        return None
    return queries.sessions().filter(pk=int(key)).first()


def _member(pk: int) -> Member | None:
    return Member.objects.filter(pk=pk, is_active=True).first()


def _for_socket(line: ChatLine) -> dict[str, Any]:
    author = {"member": line.member_id, "name": line.member.display_name}
    return {"id": line.pk, "html": line.html, "from": author, "at": line.created_at.isoformat()}


def register() -> None:
    hooks.register(SessionRooms())
