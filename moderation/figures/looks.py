"""How long items waited for somebody to look, measured against what was promised."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from moderation.figures.tally import FEWEST, Tally, count_words, only_youth, percent_words
from moderation.statistics import median, quantile
from moderation.tiers import Tier

TOP = frozenset({Tier.P0, Tier.P1})
MIDDLE = frozenset({Tier.P2, Tier.P3})


@dataclass(frozen=True)
class Look:
    """One item from its opening to the first look, in minutes.

    Of one that nobody has looked at though its time is up, `waited` is how long it waits so far:
    at least so long. allowed: by when a look was promised.
    """

    tier: str
    band: str
    opened_at: datetime
    waited: float
    allowed: float
    breached: bool

    @property
    def in_time(self) -> bool:
        return self.waited <= self.allowed

    @property
    def used(self) -> float:
        """The part of the promised time that passed; 1 is all of it."""
        return self.waited / self.allowed


@dataclass(frozen=True)
class TierTimes:
    """Times in minutes, and as parts of the promised time, which differs by band."""

    tier: Tier
    n: int
    in_time: Tally
    breaches: int
    median: float | None
    p95: float | None
    median_used: float | None
    p95_used: float | None
    allowed: tuple[float, ...]
    youth: bool

    @property
    def is_shown(self) -> bool:
        return self.n > 0 and not Tally(self.n, self.n, self.youth).is_veiled

    @property
    def breaches_words(self) -> str:
        return count_words(self.breaches, self.youth) if self.is_shown else ""


def by_tier(looks: Sequence[Look]) -> list[TierTimes]:
    """Every tier, also one with nothing in it."""
    return [_times(tier, [look for look in looks if look.tier == tier]) for tier in Tier]


def in_time(looks: Sequence[Look]) -> Tally:
    return Tally(sum(one.in_time for one in looks), len(looks), only_youth(x.band for x in looks))


def _times(tier: Tier, looks: Sequence[Look]) -> TierTimes:
    waited, used = [one.waited for one in looks], [one.used for one in looks]
    return TierTimes(
        tier=tier,
        n=len(looks),
        in_time=in_time(looks),
        breaches=sum(one.breached for one in looks),
        median=median(waited),
        p95=quantile(waited, 0.95),
        median_used=median(used),
        p95_used=quantile(used, 0.95),
        allowed=tuple(sorted({round(one.allowed) for one in looks})),
        youth=only_youth(one.band for one in looks),
    )


@dataclass(frozen=True)
class Middle:
    """Whether the middle of the queue is starved.

    top, middle: the median part of the promised time that passed before somebody looked, for P0
    and P1, and for P2 and P3. 0.4 means that four tenths of it were used up. ratio: the middle's
    over the top's; 1 is fair, 2 means that the middle uses twice as much of its promise. A queue
    that runs after alarms alone shows a ratio that grows, long before anything is late.
    """

    top: float
    middle: float

    @property
    def ratio(self) -> float:
        return self.middle / self.top

    @property
    def top_percent(self) -> str:
        return percent_words(self.top)

    @property
    def middle_percent(self) -> str:
        return percent_words(self.middle)


def middle(looks: Iterable[Look]) -> Middle | None:
    """None when one of the two has fewer than five items, or the top used no time at all."""
    of = list(looks)
    above = [one.used for one in of if one.tier in TOP]
    amber = [one.used for one in of if one.tier in MIDDLE]
    if min(len(above), len(amber)) < FEWEST:
        return None
    first, second = median(above), median(amber)
    return Middle(first, second) if first and second is not None else None


@dataclass(frozen=True)
class Stretch:
    """A week, or a day of a short period, by when items were opened."""

    start: datetime
    end: datetime
    in_time: Tally


def over_time(looks: Sequence[Look], since: datetime, until: datetime) -> list[Stretch]:
    """From the oldest stretch to the newest: weeks counted back from the end; up to a week, days.

    The first stretch is left out when it would be shorter than the others.
    """
    step = timedelta(days=7 if until - since > timedelta(days=7) else 1)
    count = (until - since) // step
    starts = [until - step * back for back in range(count, 0, -1)]
    return [
        Stretch(at, at + step, in_time([x for x in looks if at <= x.opened_at < at + step]))
        for at in starts
    ]
