"""Running a session: the plan, whose turn it is, the spotlight, questions to all, a word aside."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from community.access import Verb, can
from community.access.http import require
from community.members.models import Member
from community.realtime.actions import publish
from community.realtime.personal import topic_of
from groups.actions.signals import require_in_room
from groups.events import AskedToSpeak, Reacted, SheetMoved, topic_of_session
from groups.models import Attendance, Poll, Room, RunSheet, Session, Vote

REACTIONS = {
    "hear": "I hear you",
    "same": "Same here",
    "thanks": "Thank you",
    "time": "Take your time",
    "break": "I need a break",
}
REACTION_GAP_S = 3
ASK_GAP_S = 20
FEWEST_OPTIONS, MOST_OPTIONS = 2, 5
LONGEST_OPTION, LONGEST_QUESTION = 60, 140


@transaction.atomic
def go_to_point(host: Member, session: Session, point: int | None) -> RunSheet:
    """Begins a point of the agenda; its time runs from now. None: the plan is laid aside."""
    sheet = _sheet(host, session)
    if point is not None and not 0 <= point < len(session.points):
        raise ValidationError("This point is not in the plan any more.")
    sheet.point = point
    sheet.since = None if point is None else timezone.now()
    return _moved(sheet)


@transaction.atomic
def next_turn(host: Member, session: Session) -> RunSheet:
    """A round: the next who is here and has not had a turn. When all had one the round is over."""
    sheet = _sheet(host, session)
    return _give_next(sheet)


@transaction.atomic
def give_turn(host: Member, session: Session, member: Member) -> RunSheet:
    sheet = _sheet(host, session)
    _require_here(session, member)
    return _give(sheet, member)


@transaction.atomic
def pass_turn(member: Member, session: Session) -> RunSheet:
    """Whose turn it is hands it on, without a word of why."""
    require_in_room(member, session)
    sheet = RunSheet.objects.select_for_update().filter(session=session).first()
    if sheet is None or sheet.turn_id != member.pk:
        raise PermissionDenied("It is not your turn.")
    return _give_next(sheet)


@transaction.atomic
def end_round(host: Member, session: Session) -> RunSheet:
    sheet = _sheet(host, session)
    sheet.turn, sheet.had_turn = None, []
    return _moved(sheet)


@transaction.atomic
def spotlight(host: Member, session: Session, member: Member | None) -> RunSheet:
    """Everybody sees this person large. None: all are alike again."""
    sheet = _sheet(host, session)
    if member is not None:
        _require_here(session, member)
    sheet.spotlight = member
    return _moved(sheet)


@transaction.atomic
def hand_over(host: Member, session: Session, to: Member) -> RunSheet:
    """The other facilitator leads from now on; both keep what facilitators may do."""
    sheet = _sheet(host, session)
    if not can(to, Verb.HOST, Room(session)):
        raise PermissionDenied("Only a facilitator of this group can lead it.")
    _require_here(session, to)
    sheet.lead = to
    return _moved(sheet)


@transaction.atomic
def open_poll(host: Member, session: Session, question: str, options: Sequence[str]) -> Poll:
    """Asks everybody in the room; a question that was open is closed."""
    sheet = _sheet(host, session)
    question = question.strip()
    options = [option.strip() for option in options if option.strip()]
    if not question or len(question) > LONGEST_QUESTION:
        raise ValidationError(f"Write a question of up to {LONGEST_QUESTION} characters.")
    if not FEWEST_OPTIONS <= len(set(options)) == len(options) <= MOST_OPTIONS:
        raise ValidationError(
            f"Give {FEWEST_OPTIONS} to {MOST_OPTIONS} different answers, one a line."
        )
    if any(len(option) > LONGEST_OPTION for option in options):
        raise ValidationError(f"An answer can have {LONGEST_OPTION} characters.")
    session.polls.filter(closed_at=None).update(closed_at=timezone.now())
    poll = Poll.objects.create(session=session, by=host, question=question, options=options)
    _moved(sheet)
    return poll


@transaction.atomic
def close_poll(host: Member, session: Session) -> None:
    """Everybody sees how many chose what, and nobody who."""
    sheet = _sheet(host, session)
    session.polls.filter(closed_at=None).update(closed_at=timezone.now())
    _moved(sheet)


@transaction.atomic
def vote(member: Member, session: Session, poll: Poll, option: int) -> Vote:
    """One each; choosing again changes it."""
    require_in_room(member, session)
    poll = Poll.objects.select_for_update().get(pk=poll.pk, session=session)
    if poll.closed_at is not None:
        raise ValidationError("This question is closed.")
    if not 0 <= option < len(poll.options):
        raise ValidationError("Choose one of the answers.")
    found, _ = Vote.objects.update_or_create(poll=poll, member=member, defaults={"option": option})
    publish(topic_of_session(session.pk), SheetMoved(session_id=session.pk))
    return found


def react(member: Member, session: Session, word: str) -> None:
    """A reaction in words, seen for a while and kept nowhere."""
    require_in_room(member, session)
    if word not in REACTIONS:
        raise ValidationError("This word is not there.")
    if cache.add(f"reacted:{session.pk}:{member.pk}", 1, REACTION_GAP_S):
        publish(
            topic_of_session(session.pk),
            Reacted(session_id=session.pk, member_id=member.pk, word=word),
        )


def ask_to_speak(host: Member, session: Session, member: Member) -> None:
    """Asks; the microphone is the person's own and nobody turns it on for them."""
    require(host, Verb.HOST, Room(session))
    _require_here(session, member)
    if cache.add(f"asked:{session.pk}:{member.pk}", 1, ASK_GAP_S):
        event = AskedToSpeak(session_id=session.pk, name=host.display_name)
        publish(topic_of(member.pk), event)


def _sheet(host: Member, session: Session) -> RunSheet:
    """The session's sheet, locked, for a facilitator. Raises PermissionDenied."""
    require(host, Verb.HOST, Room(session))
    RunSheet.objects.get_or_create(session=session, defaults={"lead": host})
    sheet = RunSheet.objects.select_for_update().get(session=session)
    sheet.session = session
    return sheet


def _moved(sheet: RunSheet) -> RunSheet:
    sheet.save()
    publish(topic_of_session(sheet.session_id), SheetMoved(session_id=sheet.session_id))
    return sheet


def _give_next(sheet: RunSheet) -> RunSheet:
    hosts = sheet.session.group.host_ids
    here = Attendance.objects.filter(session=sheet.session_id, left_at=None)
    had = set(sheet.had_turn)
    for one in here.select_related("member").order_by("joined_at", "pk"):
        if one.member_id not in hosts and one.member_id not in had:
            return _give(sheet, one.member)
    sheet.turn, sheet.had_turn = None, []
    return _moved(sheet)


def _give(sheet: RunSheet, member: Member) -> RunSheet:
    sheet.turn = member
    sheet.had_turn = [*(pk for pk in sheet.had_turn if pk != member.pk), member.pk]
    return _moved(sheet)


def _require_here(session: Session, member: Member) -> None:
    here = Attendance.objects.filter(session=session, member=member, left_at=None)
    if not here.exists():
        raise ValidationError(f"{member.display_name} is not in the room now.")
