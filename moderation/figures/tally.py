"""So many of so many, with care for what a small number says about one young person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from community.members.bands import YOUTH
from moderation.statistics import wilson

FEWEST = 5
FEWER = "fewer than 5"
# The sign of per cent never starts a line.
NARROW = "\N{NARROW NO-BREAK SPACE}"


def only_youth(bands: Iterable[str]) -> bool:
    found = set(bands)
    return bool(found) and found <= YOUTH


def count_words(n: int, youth: bool) -> str:
    """ "12"; of young people 1 to 4 are "fewer than 5"."""
    return FEWER if youth and 0 < n < FEWEST else f"{n:,}"


def percent_words(share: float) -> str:
    """0.804 → “80 %”, on one line."""
    return f"{100 * share:.0f}{NARROW}%"


def range_words(low: float, high: float) -> str:
    """ "49 to 94 %"."""
    return f"{100 * low:.0f} to {100 * high:.0f}{NARROW}%"


@dataclass(frozen=True)
class Tally:
    """`hits` of `n`. youth: all of them are about young people, so that small counts, and shares
    that give them away, stay unsaid.
    """

    hits: int
    n: int
    youth: bool = False

    @property
    def is_veiled(self) -> bool:
        return self.youth and (0 < self.n < FEWEST or 0 < self.hits < FEWEST)

    @property
    def is_shown(self) -> bool:
        """Whether a share can be drawn at all."""
        return self.n > 0 and not self.is_veiled

    @property
    def share(self) -> float:
        """0 to 1. Raises ZeroDivisionError of nothing."""
        return self.hits / self.n

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.hits, self.n)

    @property
    def hits_words(self) -> str:
        # What is none or some of fewer than five would give the five away.
        return FEWER if self.youth and 0 < self.n < FEWEST else count_words(self.hits, self.youth)

    @property
    def n_words(self) -> str:
        return count_words(self.n, self.youth)

    @property
    def words(self) -> str:
        """ "8 of 10", "none yet", "fewer than 5 of 12"."""
        if not self.n:
            return "none yet"
        return FEWER if self.youth and self.n < FEWEST else f"{self.hits_words} of {self.n_words}"

    @property
    def percent(self) -> str:
        """ "80 %"; nothing where it is not shown."""
        return percent_words(self.share) if self.is_shown else ""

    @property
    def range_words(self) -> str:
        """ "49 to 94 %"; nothing where it is not shown."""
        return range_words(*self.interval) if self.is_shown else ""
