"""Crisis cases, for those who do casework."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from community.access import moderated_bands
from community.members.models import Member
from moderation import content
from moderation.content import Item
from moderation.models import CaseNote, CrisisCase, Flag
from moderation.states import CaseState


@dataclass(frozen=True)
class CasePage:
    case: CrisisCase
    item: Item | None
    notes: list[CaseNote]
    worries: list[Flag]
    overdue: bool


def cases_of(member: Member) -> tuple[list[CrisisCase], list[CrisisCase]]:
    """Open cases, the gravest first, and the latest closed ones. The view asks the policy first."""
    seen = (
        CrisisCase.objects.filter(band__in=moderated_bands(member))
        .exclude(member=member)
        .select_related("member", "lead")
    )
    closed = seen.filter(state=CaseState.CLOSED).order_by("-closed_at")[:20]
    return list(seen.exclude(state=CaseState.CLOSED)), list(closed)


def case_page(case: CrisisCase) -> CasePage:
    row = case.reviewable
    return CasePage(
        case=case,
        item=content.find(row.kind, row.object_id) if row else None,
        notes=list(case.notes.select_related("by")),
        worries=_worries(case),
        overdue=case.state == CaseState.RAISED and case.due_at < timezone.now(),
    )


def _worries(case: CrisisCase) -> list[Flag]:
    """About whatever of the member's words: a worry that joined an open case is read there too."""
    about = Q(reviewable=case.reviewable_id) | Q(created_at__gte=case.raised_at)
    worries = Flag.objects.filter(concern=Flag.Concern.WORRY, reviewable__author=case.member_id)
    return list(worries.filter(about).select_related("reporter", "reviewable"))
