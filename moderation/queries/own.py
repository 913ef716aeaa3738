"""The author's side: one's own held words, decisions about them, and reports one made."""

from __future__ import annotations

from dataclasses import dataclass

from community.access import readable_bands
from community.members.models import Member
from moderation import content, wording
from moderation.actions.appeals import can_appeal
from moderation.content import Item
from moderation.manner import Manner
from moderation.models import (
    Appeal,
    AppealMessage,
    Decision,
    Flag,
    ReasonTemplate,
    Reviewable,
    Sanction,
)
from moderation.states import DecisionAction

SHOWN = 30
OUT_OF_SIGHT = ("held", "hidden")


@dataclass(frozen=True)
class OwnRow:
    """One line of the list: the row and where it stands, in words."""

    row: Reviewable
    words: str
    reached: bool

    @property
    def heading(self) -> str:
        """Where it stands is not named any more to somebody who grew out of it."""
        return (self.row.title or self.row.space_name) if self.reached else "Something you wrote"


@dataclass(frozen=True)
class OwnItem:
    row: Reviewable
    item: Item | None
    decision: Decision | None
    template: ReasonTemplate | None
    appeal: Appeal | None
    may_ask: bool
    messages: list[AppealMessage]
    steps: list[Sanction]
    reached: bool

    @property
    def manner(self) -> Manner:
        return content.manner_of(self.row.kind)

    @property
    def waits(self) -> bool:
        """Out of sight, and nobody has decided yet."""
        held = self.item is not None and self.item.state in OUT_OF_SIGHT
        return held and self.row.is_waiting and self.appeal is None

    @property
    def title(self) -> str:
        return wording.own_state(self.row, self.decision)


def own_items(member: Member) -> list[OwnRow]:
    """What of the member's was held back, newest first.

    Words that stayed up all the while are not here: their author would learn of a report or a
    worry that came to nothing.
    """
    bands = readable_bands(member)
    found = (
        Reviewable.objects.filter(author=member)
        .prefetch_related("decisions")
        .order_by("-opened_at")[:SHOWN]
    )
    return [
        OwnRow(row, wording.own_state(row, _last(list(row.decisions.all()))), row.band in bands)
        for row in found
        if held_back(row)
    ]


def held_back(row: Reviewable) -> bool:
    """Whether the words are or were out of others' sight."""
    if any(d.restricts or d.content_before in OUT_OF_SIGHT for d in row.decisions.all()):
        return True
    item = content.find(row.kind, row.object_id) if row.is_waiting else None
    return item is not None and (item.state in OUT_OF_SIGHT or item.pending)


def own_item(member: Member, row: Reviewable) -> OwnItem:
    decision = _last(list(row.decisions.select_related("reviewable")))
    appeal = Appeal.objects.filter(decision=decision).first() if decision else None
    code = decision.reason_code if decision else ""
    return OwnItem(
        row=row,
        item=content.find(row.kind, row.object_id),
        decision=decision,
        template=ReasonTemplate.objects.filter(code=code).first() if code else None,
        appeal=appeal,
        may_ask=bool(decision and can_appeal(member, decision)),
        messages=list(appeal.messages.all()) if appeal else [],
        steps=list(decision.sanctions.all()) if decision else [],
        reached=row.band in readable_bands(member),
    )


def own_reports(member: Member) -> list[Flag]:
    return list(
        Flag.objects.filter(reporter=member)
        .select_related("reviewable")
        .order_by("-created_at")[:SHOWN]
    )


def _last(decisions: list[Decision]) -> Decision | None:
    """Newest first; passing on tells the author nothing."""
    return next((d for d in decisions if d.action != DecisionAction.ESCALATE), None)
