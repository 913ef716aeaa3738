"""Before somebody turns 16 or 18 they read what will happen; once, in private, and nobody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from community.consent.actions import tell_ahead
from community.consent.actions.birthdays import AHEAD, TITLE
from community.members.actions import take_part_on
from community.members.bands import Band, today
from community.members.models import Member, Word
from community.notices.models import Notice
from moderation import jobs
from tests.factories import make_member
from tests.resources.reading import grade

pytestmark = pytest.mark.django_db


def turning(age: int, days: int, band: Band = Band.YOUNGER, **more: str) -> Member:
    """Somebody whose birthday is so many days away."""
    day = today() + timedelta(days=days)
    birth = date(day.year - age, day.month, min(day.day, 28) if day.month == 2 else day.day)
    member = make_member(band=band, **more)
    Member.objects.filter(pk=member.pk).update(date_of_birth=birth)
    return Member.objects.get(pk=member.pk)


def told() -> set[int]:
    return set(Notice.objects.filter(kind="birthday").values_list("member", flat=True))


def test_16_and_18_are_told_of_and_no_other_birthday() -> None:
    at_16 = turning(16, 5)
    at_18 = turning(18, 5, Band.OLDER)
    turning(15, 5)
    turning(17, 5, Band.OLDER)
    turning(40, 5, Band.ADULT)
    assert tell_ahead(timezone.now()) == 2
    assert told() == {at_16.pk, at_18.pk}


@pytest.mark.parametrize(
    ("days", "is_told"), [(1, True), (AHEAD.days, True), (AHEAD.days + 3, False)]
)
def test_it_comes_within_two_weeks_of_the_day_and_not_before(days: int, is_told: bool) -> None:
    turning(16, days)
    assert tell_ahead(timezone.now()) == int(is_told)


def test_it_is_said_once_however_often_the_clock_asks() -> None:
    turning(16, 9)
    assert [tell_ahead(timezone.now()) for _ in range(3)] == [1, 0, 0]
    Notice.objects.update(read_at=timezone.now())
    assert tell_ahead(timezone.now() + timedelta(days=5)) == 0


def test_the_clock_asks_once_a_day() -> None:
    turning(16, 9)
    now = timezone.now()
    assert jobs.tick(now)["birthdays ahead"] == 1
    turning(16, 8)
    assert jobs.tick(now + timedelta(minutes=1))["birthdays ahead"] == 0
    assert jobs.tick(now + timedelta(days=1))["birthdays ahead"] == 1


def test_it_says_what_closes_what_is_asked_and_that_nothing_has_to_be_done() -> None:
    member = turning(18, 6, Band.OLDER)
    tell_ahead(timezone.now())
    body = Notice.objects.get(member=member).body
    assert "people aged 16–17" in body and "adults" in body
    for promise in ("goodbye", "Nothing opens until you say yes", "do not have to do anything"):
        assert promise in body
    assert "guardian" not in body
    assert grade(body) <= 6


def test_who_is_here_on_a_guardian_s_yes_reads_when_their_own_counts() -> None:
    germany, india = turning(16, 6, country="DE"), turning(16, 6, country="IN")
    for one in (germany, india):
        take_part_on(one, Word.GUARDIAN)
    tell_ahead(timezone.now())
    assert "for yourself" in Notice.objects.get(member=germany).body
    assert "for yourself" not in Notice.objects.get(member=india).body


def test_no_letter_goes_out_and_the_title_says_nothing_of_health_or_age() -> None:
    turning(16, 6)
    tell_ahead(timezone.now())
    assert not mail.outbox
    assert not [word for word in ("pain", "16", "18", "band") if word in TITLE.lower()]


def test_whoever_is_not_here_is_not_told() -> None:
    closed, paused, between = turning(16, 6), turning(16, 6), turning(18, 6)
    Member.objects.filter(pk=closed.pk).update(is_active=False)
    take_part_on(paused, Word.TAKEN_BACK)
    assert between.is_between
    assert tell_ahead(timezone.now()) == 0


def test_it_stands_among_their_notices(client) -> None:
    member = turning(16, 6)
    tell_ahead(timezone.now())
    client.force_login(member)
    assert TITLE in client.get("/notices/").content.decode()
