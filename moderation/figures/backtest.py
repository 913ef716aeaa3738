"""What other thresholds would have done with what was written: who would have waited, and whether
moderators, who know better, said that it was right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from moderation.screening.policy import Thresholds
from moderation.screening.verdict import Outcome, strictest

BINS = 20
# A proposal of the house's own needs so many judged items, and as many of each kind.
ENOUGH_JUDGED = 30
ENOUGH_OF_EACH = 10
# It makes at least so many mistakes fewer, and so large a part of them.
FEWER_BY = 3
FEWER_BY_SHARE = 0.1
GRID = [step / 100 for step in range(30, 100, 5)]


@dataclass(frozen=True)
class Past:
    """One reading of the past. score: toxicity, 0 to 1. other: what everything but toxicity asked
    for. restricted: what moderators said in the end; None when nobody judged it.
    """

    kind: str
    pk: int
    space: str
    at: datetime
    score: float
    other: Outcome
    restricted: bool | None
    reviewable: int | None = None

    def outcome(self, at: Thresholds) -> Outcome:
        toxic: Outcome = "publish"
        if self.score >= at.review:
            toxic = "hold" if self.score >= at.hold else "review"
        return strictest(self.other, toxic)


@dataclass(frozen=True)
class Moved:
    """What another threshold treats otherwise in one way. `good`: what moderators said of it makes
    the change right when it was restricted (for stricter) or was not (for looser).
    """

    name: str
    items: Sequence[Past]
    stricter: bool

    @property
    def n(self) -> int:
        return len(self.items)

    @property
    def right(self) -> int:
        return sum(one.restricted is self.stricter for one in self.items)

    @property
    def wrong(self) -> int:
        return sum(one.restricted is (not self.stricter) for one in self.items)

    @property
    def unknown(self) -> int:
        return sum(one.restricted is None for one in self.items)


@dataclass(frozen=True)
class Bin:
    """Scores from `start` on, one part in twenty wide: how many of each kind."""

    start: float
    restricted: int
    stayed: int
    unknown: int

    @property
    def judged(self) -> int:
        return self.restricted + self.stayed


@dataclass(frozen=True)
class Backtest:
    """Old thresholds against new on the same readings."""

    old: Thresholds
    new: Thresholds
    readings: int
    judged: int
    moved: Sequence[Moved]
    bins: Sequence[Bin]
    mistakes_before: int
    mistakes_after: int

    def of(self, name: str) -> Moved:
        return next(one for one in self.moved if one.name == name)

    @property
    def changes_nothing(self) -> bool:
        return not any(one.n for one in self.moved)


def backtest(pasts: Sequence[Past], old: Thresholds, new: Thresholds) -> Backtest:
    return Backtest(
        old=old,
        new=new,
        readings=len(pasts),
        judged=sum(one.restricted is not None for one in pasts),
        moved=[_moved(name, pasts, old, new) for name in MOVES],
        bins=bins(pasts),
        mistakes_before=mistakes(pasts, old),
        mistakes_after=mistakes(pasts, new),
    )


MOVES: dict[str, tuple[Callable[[Outcome, Outcome], bool], bool]] = {
    "more_held": (lambda was, now: was != "hold" and now == "hold", True),
    "fewer_held": (lambda was, now: was == "hold" and now != "hold", False),
    "more_seen": (lambda was, now: was == "publish" and now == "review", True),
    "fewer_seen": (lambda was, now: was == "review" and now == "publish", False),
}


def _moved(name: str, pasts: Iterable[Past], old: Thresholds, new: Thresholds) -> Moved:
    fits, stricter = MOVES[name]
    return Moved(name, [p for p in pasts if fits(p.outcome(old), p.outcome(new))], stricter)


def bins(pasts: Iterable[Past]) -> list[Bin]:
    """Only what toxicity alone decides: what something else holds does not move with it."""
    found = [[0, 0, 0] for _ in range(BINS)]
    for one in pasts:
        if one.other == "hold":
            continue
        place = min(BINS - 1, int(one.score * BINS))
        kind = 2 if one.restricted is None else int(not one.restricted)
        found[place][kind] += 1
    return [Bin(n / BINS, *counts) for n, counts in enumerate(found)]


def mistakes(pasts: Iterable[Past], at: Thresholds) -> int:
    """Held though it could stay, or shown first though it could not; of what was judged."""
    judged = [one for one in pasts if one.restricted is not None and one.other != "hold"]
    return sum((one.outcome(at) == "hold") is not one.restricted for one in judged)


def suggestion(pasts: Sequence[Past], now: Thresholds) -> Thresholds | None:
    """Thresholds that would have made clearly fewer mistakes, or None.

    Tries every twentieth for the hold. Review stays where it is, or comes down with the hold. Of
    equals, the one nearest to what is in force.
    """
    judged = [one for one in pasts if one.restricted is not None and one.other != "hold"]
    bad = sum(bool(one.restricted) for one in judged)
    if len(judged) < ENOUGH_JUDGED or min(bad, len(judged) - bad) < ENOUGH_OF_EACH:
        return None
    tried = [Thresholds(review=min(now.review, hold), hold=hold) for hold in GRID]
    best = min(tried, key=lambda at: (mistakes(judged, at), abs(at.hold - now.hold)))
    before, after = mistakes(judged, now), mistakes(judged, best)
    fewer = before - after
    return best if fewer >= max(FEWER_BY, FEWER_BY_SHARE * before) else None
