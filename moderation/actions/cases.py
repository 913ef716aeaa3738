"""Crisis cases: raise one, answer it, write down what happened."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from community.access import Verb, can
from community.access.http import require
from community.members.models import Member, Role, RoleName
from community.notices.actions import notify
from moderation.actions.audit import record
from moderation.models import CaseNote, CrisisCase, Reviewable, Risk
from moderation.states import CaseState

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
        _tell_leads(case)
    return case


@transaction.atomic
def move_case(by: Member, case_id: int, *, version: int, to: str, text: str = "") -> CrisisCase:
    """Takes the case to its next state, with a note.

    Raises PermissionDenied, IllegalTransition, or StaleCase when somebody else was faster.
    """
    case = CrisisCase.objects.select_for_update().get(pk=case_id)
    require(by, Verb.MODERATE, case)
    if case.version != version:
        raise StaleCase(case)
    case.move(CaseState(to))
    case.lead = case.lead or by
    case.save()
    CaseNote.objects.create(case=case, by=by, text=text.strip(), moved_to=to)
    record(by, "case.moved", f"case:{case.pk}", {"to": to}, band=case.band)
    return case


@transaction.atomic
def add_note(by: Member, case_id: int, text: str) -> CaseNote:
    """Writes down what happened. Raises ValidationError for nothing."""
    case = CrisisCase.objects.get(pk=case_id)
    require(by, Verb.MODERATE, case)
    if not text.strip():
        raise ValidationError("Write what happened first.")
    note = CaseNote.objects.create(case=case, by=by, text=text.strip())
    record(by, "case.noted", f"case:{case.pk}", {"note": note.pk}, band=case.band)
    return note


def _tell_leads(case: CrisisCase) -> None:
    roles = Role.objects.held().filter(name=RoleName.CRISIS_LEAD).select_related("member")
    for lead in {role.member for role in roles}:
        if can(lead, Verb.MODERATE, case):
            notify(
                lead,
                kind="crisis_case",
                title="Somebody may be at risk"
                if case.risk == Risk.IMMINENT
                else "Somebody is worried about a member",
                body="Please open the case and acknowledge it, so that others know you are there.",
                link=case.get_absolute_url(),
            )
