"""Crisis cases: raise one, answer it, write down what happened."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from community.access import Verb, can
from community.access.http import require
from community.members.models import Member
from community.notices.actions import notify
from moderation import states
from moderation.actions.alarms import answer, raise_alarm
from moderation.actions.audit import record
from moderation.models import (
    CaseCheck,
    CaseNote,
    Chain,
    CrisisCase,
    FollowUp,
    Reviewable,
    Risk,
    Step,
)
from moderation.states import CaseState

FOLLOW_UP_AFTER = (timedelta(hours=24), timedelta(hours=72))
ANSWER_WITHIN = {Risk.IMMINENT: timedelta(minutes=5), Risk.CONCERN: timedelta(hours=2)}


class StaleCase(Exception):
    """Somebody else took the case on meanwhile."""

    def __init__(self, case: CrisisCase) -> None:
        super().__init__(f"This case changed meanwhile: it is now “{case.get_state_display()}”.")
        self.case = case


@transaction.atomic
def raise_case(
    member: Member, *, band: str, risk: Risk, source: str, reviewable: Reviewable | None = None
) -> CrisisCase:
    """Opens a case about the member and tells the crisis leads at once; an open one is joined.

    A graver risk makes an open case graver and tells the leads again.
    """
    defaults = {
        "band": band,
        "risk": risk,
        "source": source,
        "reviewable": reviewable,
        "due_at": timezone.now() + ANSWER_WITHIN[risk],
    }
    open_cases = CrisisCase.objects.exclude(state=CaseState.CLOSED)
    case, created = open_cases.get_or_create(member=member, defaults=defaults)
    graver = not created and risk == Risk.IMMINENT and case.risk != Risk.IMMINENT
    if graver:
        case.risk, case.due_at = risk, timezone.now() + ANSWER_WITHIN[risk]
        case.version += 1
        case.save()
    if created or graver:
        record(None, "case.raised", f"case:{case.pk}", {"risk": risk, "source": source}, band=band)
        raise_alarm(Chain(risk.value), band, case=case)
    return case


@transaction.atomic
def move_case(by: Member, case_id: int, *, version: int, to: str, text: str = "") -> CrisisCase:
    """Takes the case to its next state, with a note.

    Raises PermissionDenied, IllegalTransition, StaleCase when somebody else was faster, or
    ValidationError: a hand-over says to whom, and a case is closed when all follow-ups are done.
    """
    case = _changing(by, case_id, version)
    _check_step(case, CaseState(to), text)
    case.move(CaseState(to))
    case.lead = case.lead or by
    case.save()
    answer(by, case=case)
    if case.state == CaseState.FOLLOW_UP:
        _plan_follow_ups(case)
    handing = case.state == CaseState.HANDED_OVER
    kind = CaseNote.Kind.HAND_OVER if handing else CaseNote.Kind.NOTE
    CaseNote.objects.create(case=case, by=by, text=text.strip(), moved_to=to, kind=kind)
    record(by, "case.moved", f"case:{case.pk}", {"to": to}, band=case.band)
    return case


@transaction.atomic
def hand_lead(
    by: Member, case_id: int, *, version: int, to: Member | None, text: str
) -> CrisisCase:
    """Gives the lead to a colleague, with what they need to know. No reason is asked.

    Raises PermissionDenied, StaleCase, or ValidationError.
    """
    case = _changing(by, case_id, version)
    if to is None or to == case.lead or not can(to, Verb.MODERATE, case):
        raise ValidationError("Choose a colleague who may work on this case.")
    if not text.strip():
        raise ValidationError("Write what your colleague needs to know first.")
    case.lead = to
    case.version += 1
    case.save()
    _note(by, case, CaseNote.Kind.HAND_OVER, text)
    notify(
        to,
        kind="crisis_case",
        title=f"{by} handed a case to you",
        body="What you need to know is written there.",
        link=case.get_absolute_url(),
        band=case.band,
    )
    record(by, "case.lead_handed", f"case:{case.pk}", {"to": to.pk}, band=case.band)
    return case


@transaction.atomic
def tick_step(by: Member, case_id: int, step: str, *, done: bool) -> None:
    """Ticks or unticks a line of the contact checklist. Raises ValidationError for another line."""
    case = CrisisCase.objects.get(pk=case_id)
    require(by, Verb.MODERATE, case)
    if step not in Step.values:
        raise ValidationError("There is no such step.")
    if done:
        CaseCheck.objects.get_or_create(case=case, step=step, defaults={"by": by})
    else:
        CaseCheck.objects.filter(case=case, step=step).delete()
    record(by, "case.ticked", f"case:{case.pk}", {"step": step, "done": done}, band=case.band)


@transaction.atomic
def follow_up(by: Member, pk: int, text: str) -> FollowUp:
    """Somebody wrote again; says how it went. Raises ValidationError without words."""
    made = FollowUp.objects.select_for_update(of=("self",)).select_related("case").get(pk=pk)
    require(by, Verb.MODERATE, made.case)
    if not text.strip():
        raise ValidationError("Write in a few words how it went first.")
    if made.done_at is None:
        made.done_at, made.done_by = timezone.now(), by
        made.save()
    _note(by, made.case, CaseNote.Kind.FOLLOW_UP, text)
    record(by, "case.followed_up", f"case:{made.case_id}", {"follow_up": pk}, band=made.case.band)
    return made


@transaction.atomic
def debrief(by: Member, case_id: int, text: str) -> CaseNote:
    """What the team takes from it, and how those are who were there."""
    return _written(by, case_id, text, CaseNote.Kind.DEBRIEF, "case.debriefed")


@transaction.atomic
def add_note(by: Member, case_id: int, text: str) -> CaseNote:
    """Writes down what happened. Raises ValidationError for nothing."""
    return _written(by, case_id, text, CaseNote.Kind.NOTE, "case.noted")


def remind(now: datetime) -> int:
    """Tells the lead of each follow-up that is due, once; says how many."""
    due = FollowUp.objects.filter(done_at=None, reminded_at=None, due_at__lte=now)
    return sum(_remind(one, now) for one in due.select_related("case__lead"))


def _remind(due: FollowUp, now: datetime) -> bool:
    with transaction.atomic():
        if not FollowUp.objects.filter(pk=due.pk, reminded_at=None).update(reminded_at=now):
            return False
        lead = due.case.lead
        if lead is None or not can(lead, Verb.MODERATE, due.case):
            raise_alarm(Chain.CONCERN, due.case.band, case=due.case, now=now)
            return True
        notify(
            lead,
            kind="crisis_case",
            title="Time to write again",
            body="You said that you would be in touch. A few words are enough.",
            link=due.case.get_absolute_url(),
            band=due.case.band,
        )
    return True


def _changing(by: Member, case_id: int, version: int) -> CrisisCase:
    case = CrisisCase.objects.select_for_update(of=("self",)).get(pk=case_id)
    require(by, Verb.MODERATE, case)
    if case.version != version:
        raise StaleCase(case)
    return case


def _check_step(case: CrisisCase, to: CaseState, text: str) -> None:
    states.check_case(case.state, to)
    if to == CaseState.HANDED_OVER and not text.strip():
        raise ValidationError("Write to whom you hand over, and what they need to know.")
    if to != CaseState.CLOSED:
        return
    if case.follow_ups.filter(done_at=None).exists():
        raise ValidationError("There is still a follow-up to do. Write again first.")
    if not case.notes.filter(kind=CaseNote.Kind.DEBRIEF).exists():
        raise ValidationError("Write a line of debrief first, for the team and for yourself.")


def _plan_follow_ups(case: CrisisCase) -> None:
    """Anew each time: after a second round of support both are due again."""
    case.follow_ups.filter(done_at=None).delete()
    now = timezone.now()
    FollowUp.objects.bulk_create(
        FollowUp(case=case, due_at=now + later) for later in FOLLOW_UP_AFTER
    )


def _written(by: Member, case_id: int, text: str, kind: CaseNote.Kind, act: str) -> CaseNote:
    case = CrisisCase.objects.get(pk=case_id)
    require(by, Verb.MODERATE, case)
    note = _note(by, case, kind, text)
    record(by, act, f"case:{case.pk}", {"note": note.pk}, band=case.band)
    return note


def _note(by: Member, case: CrisisCase, kind: CaseNote.Kind, text: str) -> CaseNote:
    if not text.strip():
        raise ValidationError("Write what happened first.")
    return CaseNote.objects.create(case=case, by=by, text=text.strip(), kind=kind)
