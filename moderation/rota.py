"""Works out who is there when. Weekly local hours become spans of time in UTC."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from moderation.models.rota import Shift

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """From `start` up to `end`, both aware."""

    start: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        return self.start <= at < self.end


def occurrences(shift: Shift, start: datetime, end: datetime) -> Iterator[tuple[date, Span]]:
    """The days on which the shift begins and its hours, as far as they touch `start` to `end`."""
    zone = ZoneInfo(shift.zone)
    day = start.astimezone(zone).date() - DAY
    while day <= end.astimezone(zone).date():
        if day.weekday() == shift.weekday and _runs(shift, day):
            span = hours_of(shift, day)
            if span.start < end and span.end > start:
                yield day, span
        day += DAY


def hours_of(shift: Shift, day: date) -> Span:
    """The hours of the shift that begins on a local day."""
    zone = ZoneInfo(shift.zone)
    last = day + DAY if shift.ends_next_day else day
    return Span(
        datetime.combine(day, shift.starts, zone).astimezone(UTC),
        datetime.combine(last, shift.ends, zone).astimezone(UTC),
    )


def _runs(shift: Shift, day: date) -> bool:
    return shift.first_day <= day and (shift.last_day is None or day <= shift.last_day)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time without overlaps, in order."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: one.start):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def gaps(spans: Sequence[Span], start: datetime, end: datetime) -> list[Span]:
    """What merged spans leave open from `start` to `end`."""
    found, at = [], start
    for span in spans:
        if span.start > at:
            found.append(Span(at, min(span.start, end)))
        at = max(at, span.end)
        if at >= end:
            return [one for one in found if one.start < one.end]
    return [*found, Span(at, end)]


def after(since: datetime, allowed: timedelta, spans: Sequence[Span]) -> datetime | None:
    """When `allowed` of staffed time has passed since `since`; None when the spans do not
    suffice.
    """
    left = allowed
    for span in spans:
        start = max(span.start, since)
        if span.end <= start:
            continue
        if span.end - start >= left:
            return start + left
        left -= span.end - start
    return None
