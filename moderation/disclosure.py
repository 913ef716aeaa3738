"""Numbers that can be published: nobody may be made out from them, nor by subtracting them.

Counts from 1 to 4 are not said, all others are rounded to the nearest five (so a 5 stands for 5 to
7). Rounding alone would not do: of a breakdown with one small part, the rest and the total could
still narrow it down, so another part is left unsaid then, and a breakdown of few is not given.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from moderation.figures.tally import FEWER, FEWEST

BASE = 5
WITHHELD = "not shown"
# Of fewer than this no parts are given. Up to seven parts can be small at once: one is larger then.
BREAKDOWN_FROM = 30

Shown = int | str
Part = TypeVar("Part", bound=str)


def rounded(n: int) -> Shown:
    """0, “fewer than 5”, or the nearest multiple of five."""
    return FEWER if 0 < n < FEWEST else BASE * round(n / BASE)


def breakdown(parts: Mapping[Part, int]) -> dict[Part, Shown] | None:
    """The parts of a total that is given too, or None when there are too few to take it apart.

    With a small part among them, the smallest of the others is not shown either: whoever subtracts
    the rest from the total is left with two unknowns.
    """
    if sum(parts.values()) < BREAKDOWN_FROM:
        return None
    found: dict[Part, Shown] = {name: rounded(n) for name, n in parts.items()}
    larger = [name for name, n in parts.items() if n >= FEWEST]
    if FEWER in found.values():
        if not larger:
            return None
        found[min(larger, key=lambda name: parts[name])] = WITHHELD
    return found


def share(hits: int, n: int) -> int | None:
    """Whole per cents, from the rounded counts, so that it says no more than they do.

    None when either is not said, or there are too few for a share to mean much.
    """
    some, all_ = rounded(hits), rounded(n)
    if n < BREAKDOWN_FROM or not isinstance(some, int) or not isinstance(all_, int):
        return None
    return min(100, round(100 * some / all_))
