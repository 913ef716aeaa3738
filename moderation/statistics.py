"""Shares, medians and estimates with the doubt that belongs to them. Plain numbers, no database."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

# Two-sided 95 % of the normal distribution.
Z95 = 1.96
# From so many finds on an estimate from a sample says more than that it is one.
ENOUGH_FOUND = 10


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share, 0 to 1 (E. B. Wilson, Journal of the American Statistical
    Association 22, 1927, pages 209 to 212).

    It holds for small n and for shares near 0 and 1, where the usual plus-or-minus does not.
    Raises ZeroDivisionError for n = 0.
    """
    share = hits / n
    middle = (share + Z95**2 / (2 * n)) / (1 + Z95**2 / n)
    half = Z95 * math.sqrt(share * (1 - share) / n + Z95**2 / (4 * n**2)) / (1 + Z95**2 / n)
    # The share itself is always inside; only the last bits of the arithmetic might say otherwise.
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def median(values: Sequence[float]) -> float | None:
    """The middle value, of two the mean; None for no values."""
    return statistics.median(values) if values else None


def quantile(values: Sequence[float], share: float) -> float | None:
    """The value that a `share` (0 to 1) of all reach at most: by nearest rank, so it is one that
    did occur (Hyndman and Fan, The American Statistician 50, 1996, type 1). None for no values.
    """
    if not values:
        return None
    rank = math.ceil(share * len(values))
    return sorted(values)[max(rank, 1) - 1]


@dataclass(frozen=True)
class Recall:
    """What share of all that should be found was found, with its 95 % interval; 0 to 1."""

    share: float
    low: float
    high: float


def recall(found: int, missed: Sequence[float]) -> Recall | None:
    """Estimates recall from what was found and from a random sample of the rest.

    missed: for each miss in the sample, one over the chance with which it was drawn; their sum
    estimates all misses (Horvitz and Thompson, Journal of the American Statistical Association 47,
    1952). The interval treats finds and misses as independent Poisson counts and applies the delta
    method to the log of their ratio, so that it stays within 0 and 1 and widens with the weights.
    None when fewer than ENOUGH_FOUND were found, or missed in the sample: too few to say.
    """
    if min(found, len(missed)) < ENOUGH_FOUND:
        return None
    total = sum(missed)
    log_odds = math.log(found / total)
    spread = Z95 * math.sqrt(1 / found + sum(weight**2 for weight in missed) / total**2)
    return Recall(*(_share(log_odds + step) for step in (0.0, -spread, spread)))


def _share(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))
