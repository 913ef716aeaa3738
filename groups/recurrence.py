"""When something that comes again comes: a rule on a wall clock, and the moments that it means.

Only the rule is stored. A slot at 19:00 in London is at 19:00 in London in summer and in winter,
whatever that is in UTC. An hour that does not exist, on the night when clocks go forward, is read
as the clock was before: 01:30 becomes 02:30. Of an hour that comes twice, the first counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Rule:
    """Every so many weeks on one weekday (Monday is 0) at one time of a zone's clocks."""

    weekday: int
    starts: time
    minutes: int
    zone: str
    first_day: date
    every: int = 1
    last_day: date | None = None

    @property
    def begins(self) -> date:
        """The first day on which it is: the weekday on or after `first_day`."""
        return self.first_day + timedelta(days=(self.weekday - self.first_day.weekday()) % 7)


def days(rule: Rule, start: date, end: date) -> Iterator[date]:
    """The days from `start` to `end`, both included, on which it is."""
    step = rule.every * WEEK
    missed = max(0, -((rule.begins - start) // step))
    day = rule.begins + missed * step
    last = end if rule.last_day is None else min(end, rule.last_day)
    while day <= last:
        yield day
        day += step


def number(rule: Rule, day: date) -> int:
    """How many times it was before that day."""
    return (day - rule.begins) // (rule.every * WEEK)


def day_of(rule: Rule, number: int) -> date:
    return rule.begins + number * rule.every * WEEK


def span(rule: Rule, day: date) -> tuple[datetime, datetime]:
    """When it starts and ends on that day, in UTC. It lasts as long as it says on every night."""
    starts = datetime.combine(day, rule.starts, ZoneInfo(rule.zone)).astimezone(UTC)
    return starts, starts + timedelta(minutes=rule.minutes)
