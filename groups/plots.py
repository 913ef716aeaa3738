"""One's own check-ins as a plot: before and after each meeting, from 0 to 10.

Places are per cents of the width; heights are pixels, so that the words keep their size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from groups.models import CheckIn, Session
from groups.models.records import MOST

HEIGHT, TOP, BOTTOM = 116, 12, 100
ITEMS = {"pain": "Pain", "mood": "Mood", "confidence": "Confidence"}
# What a lower figure means: of pain it is better, of the others it is not.
LOWER = {"pain": "lower", "mood": "higher", "confidence": "higher"}


@dataclass(frozen=True)
class Pair:
    """One meeting: where it stands, and the height of each dot; None where nothing was said."""

    session: Session
    x: str
    before: int | None
    after: int | None
    before_y: float | None
    after_y: float | None


@dataclass(frozen=True)
class Plot:
    name: str
    pairs: Sequence[Pair]
    said: str
    height: int = HEIGHT
    top: int = TOP
    bottom: int = BOTTOM


def plots(check_ins: Sequence[CheckIn]) -> list[Plot]:
    """One for each item that something was said about."""
    by_session: dict[int, dict[str, CheckIn]] = {}
    for one in check_ins:
        by_session.setdefault(one.session_id, {})[one.moment] = one
    made = [_plot(item, list(by_session.values())) for item in ITEMS]
    return [plot for plot in made if any(p.before_y or p.after_y for p in plot.pairs)]


def _plot(item: str, meetings: Sequence[dict[str, CheckIn]]) -> Plot:
    pairs = [_pair(item, moments, n, len(meetings)) for n, moments in enumerate(meetings)]
    return Plot(name=ITEMS[item], pairs=pairs, said=_said(item, pairs))


def _pair(item: str, moments: dict[str, CheckIn], number: int, count: int) -> Pair:
    before, after = (_value(moments.get(m), item) for m in CheckIn.Moment.values)
    some = next(iter(moments.values()))
    return Pair(
        session=some.session,
        x=f"{100 * (number + 0.5) / count:.1f}%",
        before=before,
        after=after,
        before_y=_height(before),
        after_y=_height(after),
    )


def _value(check_in: CheckIn | None, item: str) -> int | None:
    return getattr(check_in, item) if check_in else None


def _height(value: int | None) -> float | None:
    return None if value is None else round(BOTTOM - value / MOST * (BOTTOM - TOP), 1)


def _said(item: str, pairs: Sequence[Pair]) -> str:
    """One sentence that says what the plot shows, as what it is: a few of one's own figures."""
    both = [(p.before, p.after) for p in pairs if p.before is not None and p.after is not None]
    if not both:
        return f"{ITEMS[item]}: no meeting with an answer before and after yet."
    better = sum(after < before if item == "pain" else after > before for before, after in both)
    return f"{ITEMS[item]} was {LOWER[item]} after {better} of {len(both)} meetings."
