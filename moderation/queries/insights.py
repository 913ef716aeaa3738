"""Insights: how the filter and the team have done, over some days and the bands one moderates.

What is stored says this much, and no more:

- What an item was when it was decided (`Decision.content_before`, `of_edit`) says whether it was
  held until then. The verdict's own word is not kept with the item, so what reports hid after the
  filter had let it show counts as shown.
- Of an item that is open again for new words, only the latest round is counted: reasons and times
  of the one before are overwritten. One whose decision was appealed has lost the time of its
  opening, so it is judged here, but its first look is not.
- A first look is the start of the claim that led to the first decision. A look that ended in
  giving the item back is not counted, so times are rather too long than too short.

Reasons are lists in JSON, which SQLite and PostgreSQL take apart in different ways: rows are read
once, with the few columns that count, and counted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from community.members.bands import Band
from moderation import states
from moderation.figures import judged as judging
from moderation.figures import looks as looking
from moderation.figures.judged import Judged, Missed, Precision, Waits
from moderation.figures.looks import Look, Middle, Stretch, TierTimes
from moderation.figures.tally import Tally, count_words, only_youth
from moderation.models import Appeal, Decision, Reviewable, SecondLook
from moderation.states import RESTRICTING, DecisionAction, ReviewState

DAYS = (7, 28, 90)
USUAL_DAYS = 28


@dataclass(frozen=True)
class Period:
    """From `since` until just before `until`."""

    since: datetime
    until: datetime

    @classmethod
    def last(cls, days: int) -> Period:
        now = timezone.now()
        return cls(now - timedelta(days=days), now)


@dataclass(frozen=True)
class Raised:
    """What a detector raised to one level, and how often moderators agreed."""

    held: bool
    overall: Tally
    labels: Sequence[Precision]
    places: Sequence[Precision]

    @property
    def any_shown(self) -> bool:
        return any(one.right.is_shown for one in self.labels)


@dataclass(frozen=True)
class Appeals:
    """asked: in the period. reversed: of those that were answered in it. waiting: now."""

    asked: int
    reversed: Tally
    waiting: int

    @property
    def asked_words(self) -> str:
        return count_words(self.asked, self.reversed.youth)

    @property
    def waiting_words(self) -> str:
        return count_words(self.waiting, self.reversed.youth)


@dataclass(frozen=True)
class Insights:
    period: Period
    levels: Sequence[Raised]
    missed: Missed
    missed_in: Sequence[Missed]
    false_holds: Waits
    false_holds_in: Sequence[tuple[Band, Waits]]
    first_readings: Waits
    in_time: Tally
    tiers: Sequence[TierTimes]
    middle: Middle | None
    stretches: Sequence[Stretch]
    appeals: Appeals
    agreement: Tally
    judged: int

    @property
    def is_empty(self) -> bool:
        asked = self.appeals.asked + self.appeals.reversed.n + self.appeals.waiting
        return not (self.judged or self.in_time.n or asked)


def insights_page(period: Period, bands: Iterable[Band]) -> Insights:
    """All figures in four queries. The view asks first which bands the moderator may see."""
    chosen = sorted(bands, key=list(Band).index)
    rows, looks = judged(period, chosen), first_looks(period, chosen)
    each = [(band, [row for row in rows if row.band == band]) for band in chosen]
    return Insights(
        period=period,
        levels=[_raised(rows, held) for held in (True, False)],
        missed=judging.missed(rows),
        missed_in=[judging.missed(rows, band) for band in chosen],
        false_holds=judging.false_holds(rows),
        false_holds_in=[(band, judging.false_holds(those)) for band, those in each],
        first_readings=judging.first_readings(rows),
        in_time=looking.in_time(looks),
        tiers=looking.by_tier(looks),
        middle=looking.middle(looks),
        stretches=looking.over_time(looks, period.since, period.until),
        appeals=appeals(period, chosen),
        agreement=agreement(period, chosen),
        judged=len(rows),
    )


def agreement(period: Period, bands: Iterable[Band]) -> Tally:
    """Of the blind second looks of the period, how many judged as the first did."""
    answered = SecondLook.objects.filter(
        band__in=bands, answered_at__gte=period.since, answered_at__lt=period.until
    )
    found = list(answered.values_list("band", "may_stay", "decision__action"))
    alike = sum(may_stay != (action in RESTRICTING) for _, may_stay, action in found)
    return Tally(alike, len(found), only_youth(band for band, _, _ in found))


def _raised(rows: Sequence[Judged], held: bool) -> Raised:
    return Raised(
        held=held,
        overall=judging.overall(rows, held),
        labels=judging.by_label(rows, held),
        places=judging.by_place(rows, held),
    )


def judged(period: Period, bands: Iterable[Band]) -> list[Judged]:
    """The last decision of the period on each item; passing on decides nothing."""
    of_these_words = Q(decided_at__gte=F("reviewable__opened_at")) | Q(appeal__isnull=False)
    decisions = (
        Decision.objects.filter(
            of_these_words,
            reviewable__band__in=list(bands),
            decided_at__gte=period.since,
            decided_at__lt=period.until,
        )
        .exclude(action=DecisionAction.ESCALATE)
        .order_by("decided_at", "pk")
    )
    last = {row["reviewable_id"]: row for row in decisions.values(*_JUDGED)}
    return [_judged(row) for row in last.values()]


_JUDGED = (
    "reviewable_id", "action", "content_before", "of_edit", "decided_at", "overturned_at",
    "reviewable__band", "reviewable__space_name", "reviewable__reasons", "reviewable__sources",
    "reviewable__sampled_share", "reviewable__opened_at",
)  # fmt: skip


def _judged(row: dict[str, Any]) -> Judged:
    codes = dict.fromkeys(str(reason["code"]) for reason in row["reviewable__reasons"])
    return Judged(
        band=row["reviewable__band"],
        space=row["reviewable__space_name"],
        restricted=row["action"] in RESTRICTING and row["overturned_at"] is None,
        held=row["content_before"] == "held" or row["of_edit"],
        codes=tuple(codes),
        sources=frozenset(row["reviewable__sources"]),
        share=row["reviewable__sampled_share"],
        minutes=max(0.0, _minutes(row["decided_at"] - row["reviewable__opened_at"])),
    )


def first_looks(period: Period, bands: Iterable[Band]) -> list[Look]:
    """Items opened in the period that somebody looked at, or should have by its end."""
    decisions = Decision.objects.filter(
        reviewable=OuterRef("pk"), decided_at__gte=OuterRef("opened_at")
    ).order_by("decided_at", "pk")
    appealed = Appeal.objects.filter(decision__reviewable=OuterRef("pk"))
    rows = (
        Reviewable.objects.filter(
            band__in=list(bands), opened_at__gte=period.since, opened_at__lt=period.until
        )
        .exclude(Exists(appealed))
        .annotate(
            decided=Subquery(decisions.values("decided_at")[:1]),
            held_for=Subquery(decisions.values("seconds_held")[:1]),
        )
        .values(*_LOOKED)
    )
    found = (_look(row, period.until) for row in rows)
    return [look for look in found if look is not None]


_LOOKED = (
    "tier", "band", "state", "opened_at", "due_first_look", "due_breach", "lease_started",
    "decided", "held_for",
)  # fmt: skip


def _look(row: dict[str, Any], now: datetime) -> Look | None:
    """None for what still has time, and for what its author took back before anybody looked."""
    looked = _looked_at(row)
    if looked is None and row["state"] not in states.WAITING:
        return None
    until = looked if looked is not None and looked < now else now
    if until == now and now <= row["due_first_look"]:
        return None
    return Look(
        tier=row["tier"],
        band=row["band"],
        opened_at=row["opened_at"],
        waited=max(0.0, _minutes(until - row["opened_at"])),
        allowed=_minutes(row["due_first_look"] - row["opened_at"]),
        breached=until > row["due_breach"],
    )


def _looked_at(row: dict[str, Any]) -> datetime | None:
    if row["decided"] is not None:
        at: datetime = row["decided"] - timedelta(seconds=row["held_for"])
        return at
    claimed = row["state"] == ReviewState.CLAIMED
    return row["lease_started"] if claimed else None


def appeals(period: Period, bands: Iterable[Band]) -> Appeals:
    """How often somebody asked for another look, and how often that changed the decision."""
    chosen = list(bands)
    answered = Q(answered_at__gte=period.since, answered_at__lt=period.until)
    counts = Appeal.objects.filter(decision__reviewable__band__in=chosen).aggregate(
        asked=Count("pk", filter=Q(created_at__gte=period.since, created_at__lt=period.until)),
        answered=Count("pk", filter=answered),
        reversed=Count("pk", filter=answered & Q(outcome=Appeal.Outcome.OVERTURNED)),
        waiting=Count("pk", filter=Q(outcome="")),
    )
    reversed_ = Tally(counts["reversed"], counts["answered"], only_youth(chosen))
    return Appeals(counts["asked"], reversed_, counts["waiting"])


def _minutes(span: timedelta) -> float:
    return span.total_seconds() / 60
