"""What was decided, and the audit log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Subquery

from community.access import moderated_bands
from community.access.ground import CASEWORK
from community.members.models import Member
from moderation.actions.recusal import kept_from, seen_through
from moderation.models import AuditEvent, Decision, ReasonTemplate

A_PAGE = 30


def decided_page(member: Member, number: str | None) -> Page[Decision]:
    """Decisions in the bands that the member moderates, newest first, each with
    the label of its reason.
    """
    bands = moderated_bands(member)
    seen = Decision.objects.filter(seen_through(member), reviewable__band__in=bands)
    labels = ReasonTemplate.objects.filter(code=OuterRef("reason_code")).values("label")
    shown = seen.select_related("by", "reviewable__author", "appeal").annotate(
        reason_label=Subquery(labels)
    )
    return cast("Page[Decision]", Paginator(shown, A_PAGE).get_page(number))


def audit_page(member: Member, number: str | None) -> Page[AuditEvent]:
    """The log, newest first: what is about bands that the member moderates.

    Crisis cases are for those who do casework. Who reported somebody is not told to them.
    """
    apart = [f"reviewable:{pk}" for pk in kept_from(member)]
    seen = AuditEvent.objects.filter(scope__in=moderated_bands(member)).exclude(target__in=apart)
    if not member.roles & CASEWORK:
        seen = seen.exclude(act__startswith="case.")
    return Paginator(seen.order_by("-pk"), A_PAGE).get_page(number)


def names_of(events: Iterable[AuditEvent]) -> dict[int, str]:
    """Display names of those who acted; an account that is gone is missing here."""
    ids = {event.actor_id for event in events if event.actor_id}
    return dict(Member.objects.filter(pk__in=ids).values_list("pk", "display_name"))
