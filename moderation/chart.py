"""A week as bars: only where they stand, the page draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# Units of the drawing.
WIDTH, HEIGHT = 350, 120
_gap = 14
_smallest = 2.0


@dataclass(frozen=True)
class Bar:
    """x, y: of its upper left corner; middle: where its name stands."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    over: bool


@dataclass(frozen=True)
class Chart:
    """line: the height of the share for one day."""

    width: int
    height: int
    bars: Sequence[Bar]
    line: float


def chart(weights: Sequence[int], share: int) -> Chart:
    """One bar a day. The scale leaves room for a day that went over the share."""
    most = max([*weights, share]) * 1.1
    step = WIDTH / len(weights)
    bars = [_bar(place * step, weight, step, most, share) for place, weight in enumerate(weights)]
    return Chart(WIDTH, HEIGHT, bars, round(HEIGHT - share / most * HEIGHT, 1))


def _bar(left: float, weight: int, step: float, most: float, share: int) -> Bar:
    height = round(max(weight / most * HEIGHT, _smallest), 1)
    return Bar(
        x=round(left + _gap / 2, 1),
        y=round(HEIGHT - height, 1),
        width=round(step - _gap, 1),
        height=height,
        middle=round(left + step / 2, 1),
        over=weight >= share,
    )
