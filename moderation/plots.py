"""Where things stand in a plot. Places are per cents of its width, so that it fits any screen and
its words stay as large as the rest of the page; heights are in pixels.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from moderation.figures.backtest import Backtest, Bin
from moderation.figures.looks import Stretch, TierTimes
from moderation.figures.tally import Tally, percent_words
from moderation.statistics import Recall
from moderation.wording import duration

LINE_HEIGHT = 148
LINE_TOP = 22
LINE_BOTTOM = 122
# The part of the width that the words of the scale take.
SCALE = 0.08
# A bar that is longer than so many times the promise ends in an arrow.
MOST_USED = 2.0


def place(share: float) -> str:
    """0.345 → `34.5%`. Never outside of the plot."""
    return f"{100 * min(1.0, max(0.0, share)):.1f}%"


@dataclass(frozen=True)
class Whisker:
    """A share as a dot and its interval as a line."""

    at: str
    low: str
    high: str


def whisker(tally: Tally) -> Whisker | None:
    """None for what is not shown."""
    return _whisker(tally.share, *tally.interval) if tally.is_shown else None


def recall_whisker(found: Recall | None) -> Whisker | None:
    return _whisker(found.share, found.low, found.high) if found else None


def _whisker(at: float, low: float, high: float) -> Whisker:
    return Whisker(place(at), place(low), place(high))


@dataclass(frozen=True)
class Bar:
    """The time to the first look in one tier, on a scale of twice the promised time.

    `beyond`: the 95th percentile is off the scale.
    """

    times: TierTimes
    median: str
    p95: str
    promise: str
    beyond: bool
    late: bool
    said: str
    promised: str


def bar(times: TierTimes) -> Bar | None:
    """None for a tier without items, or with too few young people's."""
    used, most = times.median_used, times.p95_used
    if not times.is_shown or used is None or most is None:
        return None
    assert times.median is not None and times.p95 is not None
    most_words = percent_words(0.95)
    return Bar(
        times=times,
        median=place(used / MOST_USED),
        p95=place(most / MOST_USED),
        promise=place(1 / MOST_USED),
        beyond=most > MOST_USED,
        late=used > 1,
        said=f"half within {duration(times.median)}, {most_words} within {duration(times.p95)}",
        promised=" or ".join(duration(minutes) for minutes in times.allowed),
    )


@dataclass(frozen=True)
class Point:
    """One stretch of time on the line. `y` in pixels from the top; None where nothing is shown."""

    stretch: Stretch
    x: str
    y: float | None
    label: bool
    at_end: bool


@dataclass(frozen=True)
class Segment:
    x1: str
    y1: float
    x2: str
    y2: float


@dataclass(frozen=True)
class Line:
    points: Sequence[Point]
    segments: Sequence[Segment]
    height: int = LINE_HEIGHT
    foot: int = LINE_HEIGHT - 4

    @property
    def said(self) -> str:
        """ "86 % in the first, 100 % in the last"; nothing where nothing is shown."""
        shown = [point.stretch.in_time for point in self.points if point.y is not None]
        if not shown:
            return ""
        if len(shown) == 1:
            return shown[0].percent
        least = min(shown, key=lambda tally: tally.share)
        first, last = shown[0].percent, shown[-1].percent
        return f"{first} in the first, {last} in the last, and never less than {least.percent}"

    @property
    def marks(self) -> list[tuple[float, str]]:
        """Heights with a line across, and their words."""
        middle = (LINE_TOP + LINE_BOTTOM) / 2
        return [
            (LINE_TOP, percent_words(1)),
            (middle, percent_words(0.5)),
            (LINE_BOTTOM, percent_words(0)),
        ]


LABELS = 4


def line(stretches: Sequence[Stretch]) -> Line:
    """The share in time, stretch by stretch. A stretch without a figure leaves a gap."""
    points = [_point(stretch, n, len(stretches)) for n, stretch in enumerate(stretches)]
    segments = [
        Segment(one.x, one.y, two.x, two.y)
        for one, two in itertools.pairwise(points)
        if one.y is not None and two.y is not None
    ]
    return Line(points, segments)


def _point(stretch: Stretch, number: int, count: int) -> Point:
    tally = stretch.in_time
    y = LINE_BOTTOM - tally.share * (LINE_BOTTOM - LINE_TOP) if tally.is_shown else None
    every = -(-count // LABELS)
    return Point(
        stretch=stretch,
        # Each stretch has its own slot beside the words of the scale, and its point in the middle.
        x=place(SCALE + (1 - SCALE) * (number + 0.5) / count),
        y=None if y is None else round(y, 1),
        label=(count - 1 - number) % every == 0,
        at_end=number == count - 1 > LABELS,
    )


SCORES_HEIGHT = 132
SCORES_FOOT = 108


@dataclass(frozen=True)
class Column:
    """One part in twenty of the scale. Heights and places in pixels from the top."""

    x: str
    width: str
    restricted_y: float
    restricted_height: float
    stayed_y: float
    stayed_height: float


@dataclass(frozen=True)
class Scores:
    """What was judged, by score, with the thresholds across. Most: the tallest column."""

    columns: Sequence[Column]
    old_hold: str
    new_hold: str
    old_review: str
    new_review: str
    most: int
    height: int = SCORES_HEIGHT
    foot: int = SCORES_FOOT


def scores(found: Backtest) -> Scores | None:
    """None where nothing was judged."""
    most = max((one.judged for one in found.bins), default=0)
    if not most:
        return None
    return Scores(
        columns=[_column(one, most, len(found.bins)) for one in found.bins if one.judged],
        old_hold=place(found.old.hold),
        new_hold=place(found.new.hold),
        old_review=place(found.old.review),
        new_review=place(found.new.review),
        most=most,
    )


def _column(one: Bin, most: int, count: int) -> Column:
    """What was restricted stands below, what could stay on top of it."""
    unit = (SCORES_FOOT - 8) / most
    low, high = one.restricted * unit, one.stayed * unit
    return Column(
        x=place(one.start + 0.1 / count),
        width=place(0.8 / count),
        restricted_y=round(SCORES_FOOT - low, 1),
        restricted_height=round(low, 1),
        stayed_y=round(SCORES_FOOT - low - high, 1),
        stayed_height=round(high, 1),
    )
