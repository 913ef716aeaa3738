"""The author's side: one's own held words, decisions about them, and reports one made."""

from __future__ import annotations

from dataclasses import dataclass

from community.members.models import Member
from moderation import content
from moderation.actions.appeals import can_appeal
from moderation.content import Item
from moderation.models import Appeal, Decision, Flag, ReasonTemplate, Reviewable
from moderation.states import DecisionAction

SHOWN = 30


@dataclass(frozen=True)
class OwnItem:
    row: Reviewable
    item: Item | None
    decision: Decision | None
    template: ReasonTemplate | None
    appeal: Appeal | None
    may_ask: bool

    @property
    def waits(self) -> bool:
        return self.row.is_waiting and self.appeal is None and (
            self.item is None or self.item.state in ("held", "hidden")
        )


def own_items(member: Member) -> list[Reviewable]:
    """What of the member's is or was before the moderators, newest first."""
    return list(
        Reviewable.objects.filter(author=member)
        .exclude(sources=["sample"])
        .order_by("-opened_at")[:SHOWN]
    )


def own_item(member: Member, row: Reviewable) -> OwnItem:
    decision = (
        row.decisions.exclude(action=DecisionAction.ESCALATE).select_related("reviewable").first()
    )
    code = decision.reason_code if decision else ""
    return OwnItem(
        row=row,
        item=content.find(row.kind, row.object_id),
        decision=decision,
        template=ReasonTemplate.objects.filter(code=code).first() if code else None,
        appeal=Appeal.objects.filter(decision=decision).first() if decision else None,
        may_ask=bool(decision and can_appeal(member, decision)),
    )


def own_reports(member: Member) -> list[Flag]:
    return list(
        Flag.objects.filter(reporter=member).select_related("reviewable").order_by("-created_at")[:SHOWN]
    )
