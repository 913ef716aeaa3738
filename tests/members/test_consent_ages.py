"""Who agrees for themselves: country by age, as the table says."""

from __future__ import annotations

from datetime import date

import pytest

from community.members import consent_ages
from community.members.bands import today
from community.members.consent_ages import BUILT_IN, agrees_alone, consent_age, read

# Written down apart from the table, so that a slip in one of them is seen.
EXPECTED = {
    13: "BE EE FI GB IS LV MT PT SE US",
    14: "AT BG CA CY ES IT KR LT",
    15: "AU CZ DK FR GR NO SI",
    16: "DE HR HU IE LI LU NL PL RO SK",
    18: "IN ZA",
}
ROWS = [(country, age) for age, countries in EXPECTED.items() for country in countries.split()]


def born(age: int) -> date:
    """Somebody who turns that age today."""
    day = today()
    return date(day.year - age, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def test_every_country_of_the_table_is_checked_here() -> None:
    assert {country for country, _ in ROWS} == set(read(BUILT_IN).countries)


@pytest.mark.parametrize(("country", "age"), [*ROWS, ("", 16), ("ZZ", 16), ("JP", 16), ("xx", 16)])
def test_from_the_birthday_on_somebody_agrees_alone(country: str, age: int) -> None:
    assert consent_age(country) == age
    for years in range(13, 19):
        assert agrees_alone(born(years), country) is (years >= age), years


def test_every_country_says_where_its_age_comes_from() -> None:
    for country in read(BUILT_IN).countries.values():
        assert len(country.source) > 8


def test_a_host_may_ask_more_than_the_law_and_never_less(settings) -> None:
    settings.CONSENT_AGE = 16
    assert (consent_age("GB"), consent_age("IN")) == (16, 18)
    settings.CONSENT_AGE = 13
    assert consent_age("DE") == 16


def test_a_file_of_one_s_own_is_read_and_a_broken_one_refused(settings, tmp_path) -> None:
    own = tmp_path / "ages.yaml"
    own.write_text(
        "elsewhere: 15\ncountries: {CH: {name: Switzerland, age: 14, source: our lawyer}}"
    )
    settings.CONSENT_AGES = str(own)
    assert (consent_age("CH"), consent_age("GB")) == (14, 15)
    assert consent_ages.choices() == [("CH", "Switzerland"), ("ZZ", "Another country")]
    own2 = tmp_path / "low.yaml"
    own2.write_text("elsewhere: 11\ncountries: {}")
    with pytest.raises(ValueError, match="13"):
        read(own2)
