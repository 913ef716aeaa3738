"""Figures of quality with their intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from moderation.statistics import Z95, wilson


def auc(toxic: Sequence[bool], scores: Sequence[float]) -> float:
    """The chance that a toxic text scores above one that is not, 0 to 1; ties count half."""
    order = np.argsort(scores, kind="stable")
    ranked = np.asarray(scores)[order]
    ranks = np.empty(len(ranked))
    _, first, count = np.unique(ranked, return_index=True, return_counts=True)
    ranks[order] = np.repeat(first + (count + 1) / 2, count)
    is_toxic = np.asarray(toxic, dtype=bool)
    positives, negatives = int(is_toxic.sum()), int((~is_toxic).sum())
    rank_sum = float(ranks[is_toxic].sum())
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)


def auc_interval(area: float, positives: int, negatives: int) -> tuple[float, float]:
    """The 95 % interval of Hanley and McNeil (Radiology 1982)."""
    q1, q2 = area / (2 - area), 2 * area**2 / (1 + area)
    spread = area * (1 - area) + (positives - 1) * (q1 - area**2) + (negatives - 1) * (q2 - area**2)
    half = Z95 * math.sqrt(spread / (positives * negatives))
    return max(0.0, area - half), min(1.0, area + half)


def share(hits: int, n: int) -> str:
    """`3 of 114, 2.6% (0.9% to 7.5%)`."""
    low, high = wilson(hits, n)
    return f"{hits} of {n}, {hits / n:.1%} ({low:.1%} to {high:.1%})"
