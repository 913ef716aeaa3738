"""Brings content before the moderators."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from django.db import transaction
from django.utils import timezone

from community.members.models import Member
from community.notices.actions import notify
from community.realtime.actions import publish
from moderation import content, staffing, tiers, wording
from moderation.actions.alarms import raise_alarm, stand_down
from moderation.actions.audit import record
from moderation.actions.cases import raise_case
from moderation.content import Item
from moderation.events import QueueChanged, queue_topic
from moderation.models import Chain, Part, Reviewable, Risk
from moderation.states import ReviewState
from moderation.tiers import Tier

if TYPE_CHECKING:
    from moderation.screening import Verdict

Source = Literal["screening", "flag", "sample", "call", "sweep"]
EXCERPT = 200
Reasons = list[dict[str, Any]]


@dataclass(frozen=True)
class Arrival:
    """What is known of an item when it comes in."""

    tier: str
    score: float
    reasons: Reasons
    source: str
    verdict: Verdict | None
    text_hash: str
    title: str
    excerpt: str
    space_name: str
    conversation: str
    parts: frozenset[int]
    at: datetime = field(default_factory=timezone.now)


@transaction.atomic
def open_reviewable(
    kind: str,
    pk: int,
    *,
    band: str,
    author: Member,
    verdict: Verdict | None = None,
    tier: str | None = None,
    reasons: Iterable[dict[str, Any]] = (),
    source: Source = "screening",
) -> Reviewable:
    """Puts the item in the queue, or adds to what is there of it.

    An item that waits already gets the riskier tier and the new reasons. A closed one opens again
    only for new text, a new kind of reason, or a detector (which only ever reads new text).
    """
    new = _arrival(kind, pk, verdict, tier, list(reasons), source)
    row, created = Reviewable.objects.get_or_create(
        kind=kind, object_id=pk, defaults=_fresh(new, band, author)
    )
    if not created:
        row = Reviewable.objects.select_for_update().get(pk=row.pk)
        _join(row, new)
    parts = [Part(reviewable=row, member_id=one) for one in sorted(new.parts)]
    Part.objects.bulk_create(parts, ignore_conflicts=True)
    _note(row, new)
    return row


def fresh_row(item: Item, source: Source) -> dict[str, Any]:
    """What a row says of an item that nobody brought before the moderators yet."""
    new = _arrival(item.kind, item.pk, None, None, [], source)
    return _fresh(new, item.band, item.author)


def settle(kind: str, pk: int) -> None:
    """The author took the content back, so that nothing is left to decide."""
    waiting = Reviewable.objects.select_for_update().filter(kind=kind, object_id=pk)
    with transaction.atomic():
        row = waiting.exclude(state__in=(ReviewState.DECIDED, ReviewState.CLOSED)).first()
        if row is None or not (row.is_waiting or row.state == ReviewState.ON_WATCH):
            return
        row.move(ReviewState.CLOSED)
        row.save()
        stand_down(row)
        why = {"why": "taken back by its author"}
        record(None, "reviewable.settled", f"reviewable:{row.pk}", why, band=row.band)
        publish(queue_topic(row.band), QueueChanged(row.pk))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _arrival(
    kind: str, pk: int, verdict: Verdict | None, tier: str | None, reasons: Reasons, source: str
) -> Arrival:
    item = content.find(kind, pk)
    found = verdict.reasons if verdict else ()
    reasons = [*reasons, *(_as_json(reason) for reason in found)]
    return Arrival(
        tier=Tier(tier or (verdict.tier if verdict else None) or Tier.P3),
        score=verdict.score if verdict else 0.0,
        reasons=reasons,
        source=source,
        verdict=verdict,
        text_hash=digest(f"{item.title}\n{item.text}") if item else "",
        title=item.title[:EXCERPT] if item else "",
        excerpt=" ".join(item.text.split())[:EXCERPT] if item else "",
        space_name=item.space_name if item else "",
        conversation=item.conversation if item else "",
        parts=item.parts if item else frozenset(),
    )


def _as_json(reason: Any) -> dict[str, Any]:
    return {
        "code": reason.code,
        "detector": reason.detector,
        "score": round(float(reason.score), 4),
        "label": reason.label,
        "words": list(reason.words),
    }


def _fresh(new: Arrival, band: str, author: Member) -> dict[str, Any]:
    first_look, breach = staffing.deadlines(new.tier, band, new.at)
    return {
        "band": band,
        "author": author,
        "tier": new.tier,
        "score": new.score,
        "reasons": new.reasons,
        "sources": [new.source],
        "opened_at": new.at,
        "due_first_look": first_look,
        "due_breach": breach,
        **_text_of(new),
        **_detected(new.verdict),
    }


def _text_of(new: Arrival) -> dict[str, Any]:
    return {
        "title": new.title,
        "excerpt": new.excerpt,
        "text_hash": new.text_hash,
        "space_name": new.space_name,
        "conversation": new.conversation,
    }


def _detected(verdict: Verdict | None) -> dict[str, Any]:
    if verdict is None:
        return {}
    return {
        "signals": dict(verdict.signals),
        "policy": verdict.policy[:60],
        "model": verdict.model[:120],
        "degraded": verdict.degraded,
    }


def _join(row: Reviewable, new: Arrival) -> None:
    changed = row.text_hash != new.text_hash
    if row.is_waiting:
        _add(row, new, changed)
    elif _opens_again(row, new, changed):
        row.move(ReviewState.OPEN)
        for name, value in _fresh(new, row.band, row.author).items():
            setattr(row, name, value)
        row.closed_at = None
    row.save()


def _add(row: Reviewable, new: Arrival, changed: bool) -> None:
    """New text or a higher tier is news to whoever reads it now: a decision on the old is stale."""
    riskier = new.tier < row.tier
    if riskier:
        row.tier = new.tier
        row.due_first_look, row.due_breach = staffing.deadlines(new.tier, row.band, new.at)
    if changed or riskier:
        row.version += 1
    row.score = max(row.score, new.score)
    kept = [] if changed and new.verdict else row.reasons
    row.reasons = merge(kept, new.reasons)
    row.sources = list(dict.fromkeys([*row.sources, new.source]))
    for name, value in {**_text_of(new), **_detected(new.verdict)}.items():
        setattr(row, name, value)


def merge(before: Sequence[dict[str, Any]], more: Sequence[dict[str, Any]]) -> Reasons:
    """Each code once, the latest wins; reports of people are kept whole."""
    found = {(reason["code"], reason.get("by")): reason for reason in [*before, *more]}
    return list(found.values())


def _opens_again(row: Reviewable, new: Arrival, changed: bool) -> bool:
    if changed or new.source in ("screening", "call") or row.state == ReviewState.ON_WATCH:
        return True
    return new.source == "flag" and bool(families(new.reasons) - families(row.reasons))


def families(reasons: Iterable[dict[str, Any]]) -> set[str]:
    """`toxicity.insult` → `toxicity`; what people report counts rule by rule."""
    codes = (str(reason["code"]) for reason in reasons)
    return {code if code.startswith("flag.") else code.partition(".")[0] for code in codes}


def _note(row: Reviewable, new: Arrival) -> None:
    record(
        None,
        "reviewable.opened",
        f"reviewable:{row.pk}",
        {
            "item": f"{row.kind}:{row.object_id}",
            "source": new.source,
            "tier": new.tier,
            "state": row.state,
            "reasons": [reason["code"] for reason in new.reasons],
            "policy": row.policy,
            "model": row.model,
        },
        band=row.band,
    )
    publish(queue_topic(row.band), QueueChanged(row.pk))
    if new.tier == Tier.P0 or (new.verdict and new.verdict.care and new.tier == Tier.P2):
        risk = Risk.IMMINENT if new.tier == Tier.P0 else Risk.CONCERN
        raise_case(row.author, band=row.band, risk=risk, source=new.source, reviewable=row)
    if new.tier in tiers.CALLING and row.is_waiting and not row.is_held_now:
        raise_alarm(Chain.DANGER, row.band, reviewable=row)
        _hide_while_away(row)


def _hide_while_away(row: Reviewable) -> None:
    """With nobody there, what may be a danger to a person waits out of sight. Never the person."""
    item = content.find(row.kind, row.object_id)
    away = staffing.care_at(row.band, timezone.now()).kind == "away"
    if item is None or item.state != "published" or item.pending or not away:
        return
    if not item.manner.shown:
        return
    content.adapter_for(row.kind).hide(row.object_id)
    why = {"why": "nobody on duty"}
    record(None, "content.hidden", f"reviewable:{row.pk}", why, band=row.band)
    title, body = wording.hidden_while_away(row)
    notify(row.author, kind="post_waiting", title=title, body=body, link=wording.own_link(row))
