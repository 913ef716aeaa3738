"""Which band somebody is in, and what their birthday changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from community.access import Verb, can, readable_bands
from community.members.actions import enter_band
from community.members.bands import Band, age_on, band_for
from community.members.models import Member
from forums.models import Space
from tests.factories import make_member

DAYS = st.dates(date(1910, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("born", "today", "band"),
    [
        (date(2013, 11, 23), date(2026, 11, 22), None),
        (date(2013, 11, 23), date(2026, 11, 23), Band.YOUNGER),
        (date(2010, 11, 24), date(2026, 11, 23), Band.YOUNGER),
        (date(2010, 11, 23), date(2026, 11, 23), Band.OLDER),
        (date(2008, 11, 24), date(2026, 11, 23), Band.OLDER),
        (date(2008, 11, 23), date(2026, 11, 23), Band.ADULT),
        (date(2012, 2, 29), date(2028, 2, 28), Band.YOUNGER),
        (date(2012, 2, 29), date(2028, 2, 29), Band.OLDER),
        (date(2008, 2, 29), date(2026, 2, 28), Band.OLDER),
        (date(2008, 2, 29), date(2026, 3, 1), Band.ADULT),
    ],
)
def test_a_birthday_opens_the_next_band(born: date, today: date, band: Band | None) -> None:
    assert band_for(born, today) == band


@given(born=DAYS, days=st.integers(0, 40_000))
def test_nobody_grows_younger(born: date, days: int) -> None:
    today = born + timedelta(days=days)
    order = [None, *Band]
    tomorrow = today + timedelta(days=1)
    assert order.index(band_for(born, tomorrow)) >= order.index(band_for(born, today))
    assert 0 <= age_on(born, tomorrow) - age_on(born, today) <= 1


def on_birthday(member, age: int) -> None:
    """As if the member turned that age today."""
    today = timezone.localdate()
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    type(member).objects.filter(pk=member.pk).update(
        date_of_birth=date(today.year - age, today.month, day)
    )


@pytest.fixture
def kit(db):
    """Somebody of 16–17 who turned 18 today, with a space on each side of the wall."""
    Space.objects.create(slug="youth", name="Youth", band=Band.OLDER)
    Space.objects.create(slug="adults", name="Adults", band=Band.ADULT)
    member = make_member("Kit", Band.OLDER)
    on_birthday(member, 18)
    member.refresh_from_db()
    return member


def test_a_birthday_closes_the_old_spaces_and_opens_none(kit) -> None:
    assert kit.is_between and kit.is_frozen
    assert readable_bands(kit) == frozenset()
    for space in Space.objects.all():
        assert not any(can(kit, verb, space) for verb in Verb)


@pytest.mark.parametrize(
    "path", ["/today/", "/conversations/", "/conversations/youth/", "/conversations/adults/",
             "/groups/", "/notices/", "/search/?q=hi", "/me/", "/people/1/"],
)  # fmt: skip
def test_every_page_leads_to_the_guide_until_it_is_done(client, kit, path: str) -> None:
    client.force_login(kit)
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, "/me/guide/")


@pytest.mark.parametrize("path", ["/help/", "/me/guide/", "/accounts/logout/", "/me/held/"])
def test_help_and_ones_own_rights_stay_open(client, kit, path: str) -> None:
    client.force_login(kit)
    assert client.get(path).status_code == 200


def test_nobody_of_either_side_meets_somebody_between_but_the_team(kit) -> None:
    assert not can(make_member("Juno", Band.OLDER), Verb.SEE, kit)
    assert not can(make_member("Rosa"), Verb.SEE, kit)
    assert not can(make_member("Bo", roles=("moderator",)), Verb.SEE, kit)
    assert can(make_member("Ana", roles=("moderator",), cleared=True), Verb.SEE, kit)


def test_the_wall_knows_of_a_birthday_before_anything_is_stored(kit) -> None:
    assert kit.band == Band.OLDER
    enter_band(kit, keep_name=True)
    assert readable_bands(Member.objects.get(pk=kit.pk)) == {Band.ADULT}
