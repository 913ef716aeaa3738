"""A slot keeps its time on the wall, whatever the clocks of its zone do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups.recurrence import Rule, day_of, days, number, span

ZONES = sorted(available_timezones())
DAYS = st.dates(date(2000, 1, 1), date(2037, 12, 31))
TIMES = st.times(min_value=time(0, 0), max_value=time(23, 59)).map(
    lambda at: at.replace(second=0, microsecond=0)
)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    first = draw(DAYS)
    return Rule(
        weekday=draw(st.integers(0, 6)),
        starts=draw(TIMES),
        minutes=draw(st.integers(15, 240)),
        zone=draw(st.sampled_from(ZONES)),
        first_day=first,
        every=draw(st.integers(1, 4)),
        last_day=draw(st.none() | st.integers(0, 900).map(lambda n: first + timedelta(days=n))),
    )


def exists(zone: str, day: date, at: time) -> bool:
    """Whether clocks there show that time on that day."""
    local = datetime.combine(day, at, ZoneInfo(zone))
    return local.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == (
        local.replace(tzinfo=None)
    )


@given(rules())
def test_every_meeting_is_at_the_same_time_on_the_wall(rule: Rule) -> None:
    zone = ZoneInfo(rule.zone)
    for day in days(rule, rule.first_day, rule.first_day + timedelta(days=400)):
        starts, ends = span(rule, day)
        local = starts.astimezone(zone)
        assert ends - starts == timedelta(minutes=rule.minutes)
        if exists(rule.zone, day, rule.starts):
            assert (local.date(), local.time()) == (day, rule.starts)
        else:
            # The night when clocks go forward (or a zone drops a day): never earlier than it says.
            assert local.replace(tzinfo=None) > datetime.combine(day, rule.starts)


@given(rules())
def test_meetings_are_whole_weeks_apart_on_the_calendar(rule: Rule) -> None:
    found = list(days(rule, rule.first_day, rule.first_day + timedelta(days=400)))
    assert all(day.weekday() == rule.weekday for day in found)
    assert all(later - day == timedelta(weeks=rule.every) for day, later in pairwise(found))
    assert [number(rule, day) for day in found] == list(range(len(found)))
    assert [day_of(rule, count) for count in range(len(found))] == found
    if rule.last_day is not None:
        assert all(day <= rule.last_day for day in found)


@given(rules(), st.integers(-200, 400), st.integers(0, 300), st.integers(0, 300))
def test_two_spans_of_days_side_by_side_hold_what_one_holds(
    rule: Rule, start: int, first: int, second: int
) -> None:
    begin = rule.first_day + timedelta(days=start)
    middle = begin + timedelta(days=first)
    end = middle + timedelta(days=1 + second)
    parts = [*days(rule, begin, middle), *days(rule, middle + timedelta(days=1), end)]
    assert parts == list(days(rule, begin, end))


@given(rules())
def test_no_two_meetings_are_at_the_same_moment_and_all_are_in_order(rule: Rule) -> None:
    found = [span(rule, day) for day in days(rule, rule.first_day, rule.first_day + timedelta(800))]
    assert all(one[0] < two[0] for one, two in pairwise(found))


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (date(2027, 3, 23), "19:00"),  # winter time
        (date(2027, 3, 30), "18:00"),  # clocks went forward on the 28th
        (date(2027, 10, 26), "18:00"),
        (date(2027, 11, 2), "19:00"),  # and back on the 31st
    ],
)
def test_seven_in_the_evening_in_london(day: date, utc: str) -> None:
    rule = Rule(1, time(19, 0), 60, "Europe/London", date(2027, 1, 1))
    assert day in set(days(rule, day, day))
    assert f"{span(rule, day)[0]:%H:%M}" == utc


def test_an_hour_that_does_not_exist_is_read_as_the_clock_was_before() -> None:
    rule = Rule(6, time(1, 30), 60, "Europe/London", date(2027, 3, 1))
    starts, _ = span(rule, date(2027, 3, 28))
    assert f"{starts.astimezone(ZoneInfo('Europe/London')):%H:%M}" == "02:30"


def test_of_an_hour_that_comes_twice_the_first_counts() -> None:
    rule = Rule(6, time(1, 30), 60, "Europe/London", date(2027, 10, 1))
    assert span(rule, date(2027, 10, 31))[0] == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
