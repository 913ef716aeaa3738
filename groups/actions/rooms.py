"""Opening a room, letting people in, taking somebody out, closing it."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from community.access import Verb, can
from community.access.http import require
from community.members.models import Member
from community.realtime.actions import access_changed
from groups.models import Attendance, Removal, Room, Session
from groups.states import SessionState
from moderation.actions import record
from video import tokens

OUT_FOR = timedelta(minutes=10)


@transaction.atomic
def open_session(host: Member, session: Session) -> None:
    """A facilitator opens the room. Raises ValidationError when it is too early, or over."""
    require(host, Verb.HOST, Room(session))
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.is_over:
        raise ValidationError("This session is over.")
    if not session.can_be_opened:
        raise ValidationError("You can open the room from one hour before the start.")
    if session.state == SessionState.SCHEDULED:
        _set_state(session, SessionState.OPEN)


@transaction.atomic
def issue_join_token(member: Member, session: Session) -> str:
    """A signed, short-lived token for the media plane. A facilitator's first one opens the room.

    Raises PermissionDenied, with the reason, for somebody who may not go in now.
    """
    room = Room(session)
    if not can(member, Verb.JOIN, room):
        raise PermissionDenied(_why_not(member, session))
    is_host = can(member, Verb.HOST, room)
    if is_host and session.state == SessionState.SCHEDULED:
        open_session(member, session)
    return tokens.issue(
        room=room.name,
        member_id=member.pk,
        name=member.display_name,
        role="host" if is_host else "participant",
        counts=is_host and member.is_cleared,
        about={"initials": member.initials, "hue": member.hue},
    )


@transaction.atomic
def close_session(host: Member, session: Session) -> None:
    """Ends the session for all. Closing twice is harmless."""
    require(host, Verb.HOST, session)
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.state != SessionState.CLOSED:
        end_now(session)


def end_now(session: Session) -> None:
    """Ends it for all who are in it. The caller has asked whether it may be ended."""
    _set_state(session, SessionState.CLOSED)
    here = Attendance.objects.filter(session=session, left_at=None)
    for member_id in list(here.values_list("member_id", flat=True)):
        access_changed(member_id)


@transaction.atomic
def remove_from_session(
    host: Member, session: Session, member: Member, reason: str = "", *, may_return: bool = False
) -> Removal:
    """Takes somebody out, until the session is over or for ten minutes: their token, socket and
    chat end at once. After the ten minutes they wait at the door until somebody lets them in.
    """
    require(host, Verb.HOST, Room(session))
    if member.pk in session.group.host_ids:
        raise PermissionDenied("A facilitator cannot be removed from the room.")
    until = timezone.now() + OUT_FOR if may_return else None
    removal, is_new = Removal.objects.get_or_create(
        session=session, member=member, defaults={"by": host, "reason": reason, "until": until}
    )
    if not is_new and removal.until is not None:
        # Once more: a second time for a while, or now for good.
        removal.by, removal.reason, removal.until = host, reason, until
        removal.save(update_fields=["by", "reason", "until"])
        is_new = True
    if is_new:
        detail = {"session": session.pk, "reason": reason, "may_return": may_return}
        record(host, "room.removed", f"member:{member.pk}", detail)
    access_changed(member.pk)
    return removal


@transaction.atomic
def record_joined(session: Session, member: Member) -> None:
    """The member is in the room now. The first who is no host makes the session live."""
    Attendance.objects.get_or_create(session=session, member=member, left_at=None)
    if member.pk not in session.group.host_ids and session.state != SessionState.CLOSED:
        Session.objects.filter(pk=session.pk).exclude(state=SessionState.CLOSED).update(
            state=SessionState.LIVE
        )


@transaction.atomic
def record_left(session: Session, member: Member) -> None:
    Attendance.objects.filter(session=session, member=member, left_at=None).update(
        left_at=timezone.now()
    )


def _why_not(member: Member, session: Session) -> str:
    removal = session.removed_now().filter(member=member).first()
    if removal is not None and removal.until is not None:
        return "You were taken out for a while. You can ask to come in again in ten minutes."
    if removal is not None:
        return "You were taken out of this session and cannot come back today."
    if not session.is_joinable:
        return "This session is over." if session.is_over else "The room is not open yet."
    if member.is_suspended:
        return "Your account is taking a break. Your notices say why."
    if member.pk in session.group.active_ids:
        return "Read and accept the comfort agreement first."
    return "This room is for the members of its group."


def _set_state(session: Session, state: SessionState) -> None:
    session.state = state
    session.save(update_fields=["state"])
