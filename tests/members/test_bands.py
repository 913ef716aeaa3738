"""Which band somebody is in, and what their birthday changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from community.members.bands import Band, age_on, band_for
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


@pytest.mark.django_db
def test_at_18_the_youth_spaces_close_and_the_adults_open(client) -> None:
    youth = Space.objects.create(slug="youth", name="Youth", band=Band.OLDER)
    adults = Space.objects.create(slug="adults", name="Adults", band=Band.ADULT)
    member = make_member("Kit", Band.OLDER)
    client.force_login(member)
    assert client.get(youth.get_absolute_url()).status_code == 200
    assert client.get(adults.get_absolute_url()).status_code == 404

    on_birthday(member, 18)
    assert client.get(youth.get_absolute_url()).status_code == 404
    assert client.get(adults.get_absolute_url()).status_code == 200
    member.refresh_from_db()
    assert member.band == Band.ADULT
    assert "Happy birthday" in client.get("/notices/").content.decode()


@pytest.mark.django_db
def test_the_policy_knows_of_a_birthday_before_anything_is_stored() -> None:
    from community.access import readable_bands

    member = make_member("Kit", Band.YOUNGER)
    on_birthday(member, 16)
    member.refresh_from_db()
    assert member.band == Band.YOUNGER
    assert readable_bands(member) == {Band.OLDER}
