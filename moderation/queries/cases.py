"""Crisis cases, for those who do casework."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from community.access import Verb, can, moderated_bands
from community.access.ground import CASEWORK
from community.members.models import Member, Role
from community.members.queries import with_rights
from moderation import content
from moderation.content import Item
from moderation.models import (
    AlarmCall,
    CaseCheck,
    CaseNote,
    CrisisCase,
    Flag,
    FollowUp,
    Step,
)
from moderation.states import CaseState


@dataclass(frozen=True)
class CasePage:
    case: CrisisCase
    item: Item | None
    notes: list[CaseNote]
    worries: list[Flag]
    overdue: bool
    checklist: list[tuple[Step, CaseCheck | None]]
    follow_ups: list[FollowUp]
    colleagues: list[Member]
    calls: list[AlarmCall]
    debriefed: bool


def cases_of(member: Member) -> tuple[list[CrisisCase], list[CrisisCase]]:
    """Open cases, the gravest first, and the latest closed ones. The view asks the policy first."""
    seen = (
        CrisisCase.objects.filter(band__in=moderated_bands(member))
        .exclude(member=member)
        .select_related("member", "lead")
    )
    closed = seen.filter(state=CaseState.CLOSED).order_by("-closed_at")[:20]
    return list(seen.exclude(state=CaseState.CLOSED)), list(closed)


def case_page(member: Member, case: CrisisCase) -> CasePage:
    row = case.reviewable
    notes = list(case.notes.select_related("by"))
    ticked = {check.step: check for check in case.checks.select_related("by")}
    return CasePage(
        case=case,
        item=content.find(row.kind, row.object_id) if row else None,
        notes=notes,
        worries=_worries(case),
        overdue=case.state == CaseState.RAISED and case.due_at < timezone.now(),
        checklist=[(step, ticked.get(step)) for step in Step],
        follow_ups=list(case.follow_ups.select_related("done_by")),
        colleagues=colleagues(member, case),
        calls=list(
            AlarmCall.objects.filter(alarm__case=case).select_related("member").order_by("pk")[:40]
        ),
        debriefed=any(note.kind == CaseNote.Kind.DEBRIEF for note in notes),
    )


def colleagues(member: Member, case: CrisisCase) -> list[Member]:
    """Who else may lead the case."""
    held = Role.objects.held().filter(name__in=CASEWORK).values("member")
    others = Member.objects.filter(pk__in=held, is_active=True).exclude(pk=case.lead_id or 0)
    people = with_rights(others.order_by("display_name")).values()
    return [one for one in people if can(one, Verb.MODERATE, case)]


def _worries(case: CrisisCase) -> list[Flag]:
    """About whatever of the member's words: a worry that joined an open case is read there too."""
    about = Q(reviewable=case.reviewable_id) | Q(created_at__gte=case.raised_at)
    worries = Flag.objects.filter(concern=Flag.Concern.WORRY, reviewable__author=case.member_id)
    return list(worries.filter(about).select_related("reporter", "reviewable"))
