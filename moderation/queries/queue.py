"""The queue and one item of it. Everything is filtered by what the moderator may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.safestring import mark_safe

from community.access import moderated_bands
from community.members.bands import Band
from community.members.models import Member
from moderation import content, loads, reasons, states, wording
from moderation.actions.choosing import fitting_for, free_for
from moderation.actions.claims import together
from moderation.actions.recusal import not_apart, seen_through, why_recused, without_mentored
from moderation.actions.sanctions import strikes_in
from moderation.actions.undoing import undoable
from moderation.categories import Category
from moderation.content import Item
from moderation.highlight import Marked, marked
from moderation.loads import Lately
from moderation.manner import Manner
from moderation.models import (
    Appeal,
    AppealMessage,
    Decision,
    Flag,
    ReasonTemplate,
    Reviewable,
    Rung,
    Sanction,
    Skip,
)
from moderation.models.reviewables import ReviewableQuerySet
from moderation.states import DecisionAction
from moderation.tiers import Tier
from moderation.wellbeing import LIGHTER

ROWS_SHOWN = 50
HISTORY_SHOWN = 8
# So long after the last text that the filter could not read moderators are told of it.
DEGRADED_SHOWN = timedelta(minutes=15)


@dataclass(frozen=True)
class QueuePage:
    rows: Sequence[Reviewable]
    total: int
    tiers: Sequence[tuple[Tier, int]]
    bands: Sequence[Band]
    band: str
    degraded_since: datetime | None


@dataclass(frozen=True)
class Choice:
    """One button of the decision bar."""

    key: int
    action: DecisionAction
    possible: bool
    label: str


@dataclass(frozen=True)
class ItemPage:
    row: Reviewable
    item: Item | None
    marked: Marked
    mine: bool
    recused: str
    choices: Sequence[Choice]
    reasons: Sequence[ReasonTemplate]
    flags: Sequence[Flag]
    decisions: Sequence[Decision]
    earlier: Sequence[Decision]
    author_counts: dict[str, int]
    appeal: Appeal | None
    next_id: int | None
    undo: Decision | None
    together: int
    skips: Sequence[Skip]
    skip_reasons: Sequence[tuple[str, str]]
    rungs: Sequence[tuple[str, str]]
    strikes: int
    steps: Sequence[Sanction]
    messages: Sequence[AppealMessage]
    liftable: bool
    veiled: bool
    spared: Sequence[Category]
    manner: Manner
    stands: str
    beside: str

    @property
    def spared_labels(self) -> list[str]:
        return [str(one.label) for one in self.spared]


def rows(member: Member) -> ReviewableQuerySet:
    """What waits, in the bands that the member moderates, without their own words and those of
    people they look after as a mentor.

    Reports are counted row by row, so that only those of the rows that are shown are.
    """
    unanswered = (
        Flag.objects.filter(reviewable=OuterRef("pk"), answered_at=None)
        .order_by()
        .values("reviewable")
        .annotate(n=Count("pk"))
        .values("n")
    )
    waiting = theirs(member).waiting().filter(band__in=moderated_bands(member))
    return (
        without_mentored(member, waiting)
        .select_related("author", "claimed_by")
        .annotate(flag_count=Coalesce(Subquery(unanswered), 0))
    )


def open_count(member: Member) -> int:
    """How much waits for this moderator. The same rows as in the list."""
    bands = moderated_bands(member)
    if not bands:
        return 0
    waiting = theirs(member).waiting().filter(band__in=bands)
    return without_mentored(member, waiting).count()


def theirs(member: Member) -> ReviewableQuerySet:
    """Without the member's own, and without what they had a part in."""
    return not_apart(member, Reviewable.objects.exclude(author=member))


def queue_page(member: Member, band: str = "") -> QueuePage:
    """The list, riskiest first, in four queries. `band` narrows it."""
    seen = rows(member)
    if band:
        seen = seen.filter(band=band)
    counts = Counter(dict(seen.order_by().values_list("tier").annotate(n=Count("pk"))))
    return QueuePage(
        rows=list(seen.riskiest_first()[:ROWS_SHOWN]),
        total=sum(counts.values()),
        tiers=[(tier, counts[tier]) for tier in Tier],
        bands=sorted(moderated_bands(member), key=list(Band).index),
        band=band,
        degraded_since=degraded_since(),
    )


def degraded_since() -> datetime | None:
    """When the first of the texts came that the filter could not read in the last minutes."""
    recent = Reviewable.objects.filter(
        degraded=True, opened_at__gte=timezone.now() - DEGRADED_SHOWN
    )
    found: datetime | None = recent.aggregate(first=Min("opened_at"))["first"]
    return found


def item_page(member: Member, row: Reviewable) -> ItemPage:
    """One item with its conversation, its author's history and what can be decided."""
    item = content.find(row.kind, row.object_id)
    manner = content.manner_of(row.kind)
    decisions = list(row.decisions.select_related("by"))
    mine = row.is_held_now and row.claimed_by_id == member.pk
    appeal = _appeal(row)
    steps = list(Sanction.objects.filter(member=row.author_id).select_related("by", "decision"))
    me = loads.own(member, timezone.now())
    return ItemPage(
        row=row,
        item=item,
        marked=marked(item.html if item else "", row.reasons),
        mine=mine,
        recused=why_recused(member, row),
        choices=_choices(item),
        reasons=reasons.fitting_first(row.reasons, manner.reasons),
        flags=list(row.flags.select_related("reporter")[:20]),
        decisions=decisions,
        earlier=_earlier(member, row),
        author_counts=_author_counts(member, row),
        appeal=appeal,
        next_id=_after(me, row),
        undo=None if row.is_claimed else undoable(member, row),
        together=together(member, row).count() if mine else 0,
        skips=list(row.skips.exclude(why="").select_related("by")) if row.is_waiting else [],
        skip_reasons=Skip.Why.choices,
        rungs=Rung.choices if manner.a_person else [],
        strikes=strikes_in(steps),
        steps=steps[:5],
        messages=list(appeal.messages.select_related("by")) if appeal else [],
        liftable=bool(
            appeal
            and not appeal.outcome
            and Sanction.objects.standing().filter(decision=appeal.decision_id).exists()
        ),
        veiled=me.settings.veils(row),
        spared=me.settings.spared_of(row),
        manner=manner,
        stands=wording.stands(item) if item else "",
        beside=mark_safe(content.beside(member, row.kind, row.object_id)),
    )


def _choices(item: Item | None) -> list[Choice]:
    """The buttons of the bar; what its manner does not know is not shown, and keeps its key."""
    if item is None:
        return []
    possible, buttons = states.possible_for(item), dict(item.manner.buttons)
    if item.state == "published" and item.manner.shown:
        buttons[DecisionAction.WATCH] = "Watch"
        if not item.pending:
            buttons[DecisionAction.APPROVE] = "Leave it up"
    return [
        Choice(key, action, action in possible, buttons[action])
        for key, action in enumerate(DecisionAction, 1)
        if action in buttons
    ]


def _appeal(row: Reviewable) -> Appeal | None:
    """The latest one, with whom it is by and against."""
    found = Appeal.objects.filter(decision__reviewable=row).order_by("-pk")
    return found.select_related("decision__by", "decision__reviewable", "by").first()


def removing_reasons(row: Reviewable) -> list[ReasonTemplate]:
    """Those for which words are taken down, the fitting ones first."""
    found = reasons.fitting_first(row.reasons)
    return [one for one in found if DecisionAction.REMOVE in one.actions]


def for_reporters(row: Reviewable, action: str) -> list[tuple[str, str]]:
    """What those who reported will read, each wording once."""
    decision = Decision(reviewable=row, action=action)
    waiting = row.flags.filter(answered_at=None)
    return list(dict.fromkeys(wording.outcome_for_reporter(one, decision) for one in waiting))


def _earlier(member: Member, row: Reviewable) -> list[Decision]:
    """In the bands that the moderator moderates: the author may have been in another."""
    return list(
        _about_author(member, row)
        .exclude(reviewable=row.pk)
        .select_related("by", "reviewable")[:HISTORY_SHOWN]
    )


def _about_author(member: Member, row: Reviewable) -> QuerySet[Decision]:
    return Decision.objects.filter(
        seen_through(member),
        reviewable__author=row.author_id,
        reviewable__band__in=moderated_bands(member),
    )


def _author_counts(member: Member, row: Reviewable) -> dict[str, int]:
    """How often the author was looked at, and with what outcome; care is never counted as a
    strike.
    """
    found = _about_author(member, row).filter(overturned_at=None)
    counts = found.aggregate(
        kept=Count("pk", filter=Q(action__in=[DecisionAction.APPROVE, DecisionAction.WATCH])),
        restricted=Count(
            "pk",
            filter=Q(action__in=sorted(states.RESTRICTING), reason_code__startswith="guideline_"),
        ),
        cared=Count("pk", filter=Q(reason_code__startswith="safety_")),
    )
    return {name: int(count) for name, count in counts.items()}


def _after(me: Lately, row: Reviewable) -> int | None:
    """The next item that the moderator holds already, or else one that “next” could bring."""
    now = timezone.now()
    held = Reviewable.objects.waiting().filter(claimed_by=me.member, lease_expires__gt=now)
    found = _first(held, row)
    if found:
        return found
    free = fitting_for(me, free_for(me.member, now))
    return _first(free.filter(tier__in=LIGHTER) if me.had_enough else free, row)


def _first(rows: ReviewableQuerySet, besides: Reviewable) -> int | None:
    return rows.exclude(pk=besides.pk).riskiest_first().values_list("pk", flat=True).first()
