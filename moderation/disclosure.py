"""Numbers that can be published: nobody may be made out from them, nor by subtracting them.

Counts from 1 to 4 are not said, all others are rounded to the nearest five (so a 5 stands for 5 to
7). For a breakdown that would not do: the rest and the total could still narrow a small part down.
So a small part is counted together with another one, and how the two share it stays open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from moderation.figures.tally import FEWER, FEWEST

BASE = 5
# Of fewer than this no parts are given.
BREAKDOWN_FROM = 30
# Parts that are counted together come to this at least: the small one may then be any from 1 to 4.
TOGETHER_FROM = 2 * FEWEST

Shown = int | str


@dataclass(frozen=True)
class Group:
    """One part of a breakdown, or several that are counted together."""

    of: tuple[str, ...]
    count: int

    def as_dict(self) -> dict[str, object]:
        return {"of": list(self.of), "count": self.count}


def rounded(n: int) -> Shown:
    """0, “fewer than 5”, or the nearest multiple of five."""
    return FEWER if 0 < n < FEWEST else _nearest(n)


def breakdown(parts: Mapping[str, int]) -> list[Group] | None:
    """The parts of a total that is given too, or None when there are too few to take it apart.

    Which larger part joins the small ones goes by their order alone, so that the choice says
    nothing about sizes.
    """
    if sum(parts.values()) < BREAKDOWN_FROM:
        return None
    together = _together(parts)
    alone = [Group((name,), _nearest(n)) for name, n in parts.items() if name not in together]
    if not together:
        return alone
    return [*alone, Group(together, _nearest(sum(parts[name] for name in together)))]


def _together(parts: Mapping[str, int]) -> tuple[str, ...]:
    small = [name for name, n in parts.items() if 0 < n < FEWEST]
    if not small:
        return ()
    joined = list(small)
    for name in (name for name, n in parts.items() if n >= FEWEST):
        if len(joined) > len(small) and sum(parts[one] for one in joined) >= TOGETHER_FROM:
            break
        joined.append(name)
    return tuple(name for name in parts if name in joined)


def share(hits: int, n: int) -> int | None:
    """Whole per cents, from the rounded counts, so that it says no more than they do.

    None when either is not said, or there are too few for a share to mean much.
    """
    some, all_ = rounded(hits), rounded(n)
    if n < BREAKDOWN_FROM or not isinstance(some, int) or not isinstance(all_, int):
        return None
    return min(100, round(100 * some / all_))


def _nearest(n: int) -> int:
    return BASE * round(n / BASE)
