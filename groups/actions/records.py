"""Notes among facilitators, and how somebody feels before and after."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from community.access import Verb
from community.access.http import require
from community.members.models import Member
from community.realtime.actions import publish
from groups.events import NoteWritten, topic_of_hosts
from groups.models import CheckIn, Session, SessionNote
from groups.states import SessionState

LONGEST_NOTE = 2000
ASKED_BEFORE = timedelta(hours=2)
ASKED_AFTER = timedelta(hours=24)


@transaction.atomic
def write_note(host: Member, session: Session, text: str) -> SessionNote:
    """Raises PermissionDenied for everybody but the facilitators of the group."""
    require(host, Verb.HOST, session)
    text = text.replace("\x00", "").strip()
    if not text:
        raise ValidationError("Write something first.")
    if len(text) > LONGEST_NOTE:
        raise ValidationError(f"A note can have {LONGEST_NOTE} characters.")
    note = SessionNote.objects.create(session=session, author=host, text=text)
    publish(topic_of_hosts(session.pk), NoteWritten(note_id=note.pk))
    return note


def moment_to_ask(session: Session, now: datetime) -> CheckIn.Moment | None:
    """Which check-in belongs to this moment, if any."""
    if session.state == SessionState.CALLED_OFF:
        return None
    if session.state == SessionState.CLOSED or now > session.ends_at:
        return CheckIn.Moment.AFTER if now <= session.ends_at + ASKED_AFTER else None
    return CheckIn.Moment.BEFORE if now >= session.starts_at - ASKED_BEFORE else None


@transaction.atomic
def check_in(
    member: Member, session: Session, moment: CheckIn.Moment, answers: dict[str, int | None]
) -> CheckIn | None:
    """Keeps the answers for the member alone; nothing said keeps nothing.

    Raises PermissionDenied for somebody who is not in the group, or at another time.
    """
    require(member, Verb.SEE, session)
    if member.pk not in session.group.active_ids:
        raise PermissionDenied("This is for the members of the group.")
    now = timezone.now()
    if not session.starts_at - ASKED_BEFORE <= now <= session.ends_at + ASKED_AFTER:
        raise PermissionDenied("This is asked just before and after a meeting.")
    if all(value is None for value in answers.values()):
        return None
    found, _ = CheckIn.objects.update_or_create(
        member=member, session=session, moment=moment, defaults={**answers, "created_at": now}
    )
    return found


def forget_check_ins(member: Member, group_id: int) -> int:
    """One's own, of one group."""
    deleted, _ = CheckIn.objects.filter(member=member, session__group=group_id).delete()
    return deleted
