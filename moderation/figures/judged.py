"""What moderators said of items in the end: was the filter right, what did it miss, what did
waiting cost?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from moderation.figures.tally import (
    Tally,
    count_words,
    only_youth,
    percent_words,
    range_words,
)
from moderation.statistics import Recall, median, recall

BY_FILTER = frozenset({"screening", "call"})
SAMPLE = "sample"
PREMODERATION = "premoderation"
DEGRADED = "degraded"
# What these detectors find is not a breach: it brings help, and the words mostly stay.
CARE = "crisis"
# Reasons that come from no reading of the words.
NO_FINDING = frozenset({PREMODERATION, DEGRADED})

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Judged:
    """The last word on one item, and what had brought it to the moderators.

    restricted: kept from others, and no appeal reversed that. held: it was out of sight until
    then, or an edit of it was. minutes: from its opening to the decision. share: the chance with
    which it was drawn, 0 to 1, if chance brought it.
    """

    band: str
    space: str
    restricted: bool
    held: bool
    codes: tuple[str, ...]
    sources: frozenset[str]
    share: float | None
    minutes: float

    @cached_property
    def findings(self) -> tuple[str, ...]:
        """What detectors found in the words."""
        if not self.sources & BY_FILTER:
            return ()
        return tuple(c for c in self.codes if c not in NO_FINDING and not c.startswith("flag."))

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Findings of the kind that a moderator can agree with by restricting."""
        return tuple(code for code in self.findings if not code.startswith(f"{CARE}."))

    @property
    def is_first_reading(self) -> bool:
        """Here only because everything is read first in its band."""
        nothing_else = not self.findings and DEGRADED not in self.codes
        return nothing_else and PREMODERATION in self.codes and bool(self.sources & BY_FILTER)

    @property
    def weight(self) -> float | None:
        """For how many unflagged items this look stands; None when it says nothing of them.

        Where everything is read before it is shown, each item stands for itself.
        """
        if self.findings or DEGRADED in self.codes:
            return None
        if self.is_first_reading:
            return 1.0
        return 1 / self.share if SAMPLE in self.sources and self.share else None


@dataclass(frozen=True)
class Precision:
    """How often moderators agreed with one finding. Empty `band` and `space`: all of them."""

    label: str
    right: Tally
    band: str = ""
    space: str = ""


def grouped(rows: Iterable[Judged], key: Callable[[Judged], Key]) -> dict[Key, list[Judged]]:
    found: dict[Key, list[Judged]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def overall(rows: Iterable[Judged], held: bool) -> Tally:
    """Of what a detector raised to that level, the share that was restricted; each item once."""
    return _tally([row for row in rows if row.labels and row.held is held])


def by_label(rows: Iterable[Judged], held: bool) -> list[Precision]:
    """The most frequent first. An item with two findings counts for both."""
    found: dict[str, list[Judged]] = defaultdict(list)
    for row in rows:
        for label in row.labels if row.held is held else ():
            found[label].append(row)
    made = [Precision(label, _tally(those)) for label, those in found.items()]
    return sorted(made, key=lambda one: (-one.right.n, one.label))


def by_place(rows: Iterable[Judged], held: bool) -> list[Precision]:
    """As `by_label`, for each band and space apart."""
    places = grouped(rows, lambda row: (row.band, row.space))
    return [
        Precision(one.label, one.right, band, space)
        for (band, space), those in sorted(places.items())
        for one in by_label(those, held)
    ]


def _tally(rows: Sequence[Judged]) -> Tally:
    return Tally(sum(row.restricted for row in rows), len(rows), only_youth(r.band for r in rows))


@dataclass(frozen=True)
class Missed:
    """What random looks say of words that the filter let pass.

    looks: so many were judged, and `hits` of them should not have passed. found: what the filter
    raised and moderators restricted. recall: None when it is too few to say.
    """

    band: str
    looks: Tally
    found: int
    recall: Recall | None

    @property
    def found_words(self) -> str:
        return count_words(self.found, self.looks.youth)

    @property
    def percent(self) -> str:
        return percent_words(self.recall.share) if self.recall else ""

    @property
    def range_words(self) -> str:
        return range_words(self.recall.low, self.recall.high) if self.recall else ""


def missed(rows: Sequence[Judged], band: str = "") -> Missed:
    """Recall of the filter for what moderators restrict, in one band or in all."""
    here = [row for row in rows if band in ("", row.band)]
    looked = [(row.weight, row) for row in here if row.weight is not None]
    found = sum(row.restricted for row in here if row.findings)
    weights = [weight for weight, row in looked if weight is not None and row.restricted]
    looks = _tally([row for _, row in looked])
    return Missed(band, looks, found, recall(found, weights))


@dataclass(frozen=True)
class Waits:
    """How long words waited that were published in the end. Minutes."""

    n: int
    median: float | None
    total: float
    youth: bool

    @property
    def is_shown(self) -> bool:
        return self.n > 0 and not Tally(self.n, self.n, self.youth).is_veiled

    @property
    def n_words(self) -> str:
        return count_words(self.n, self.youth)


def false_holds(rows: Iterable[Judged]) -> Waits:
    """Held for what a detector found, and published by a moderator."""
    return _waits([r for r in rows if r.held and not r.restricted and r.findings])


def first_readings(rows: Iterable[Judged]) -> Waits:
    """Held only because everything is read first in that band, and published."""
    return _waits([r for r in rows if r.held and not r.restricted and r.is_first_reading])


def _waits(rows: Sequence[Judged]) -> Waits:
    minutes = [row.minutes for row in rows]
    return Waits(len(rows), median(minutes), sum(minutes), only_youth(r.band for r in rows))
