"""Help is there for everybody, signed in or not, with the right numbers first."""

from __future__ import annotations

import pytest

from community.members.bands import Band
from community.members.help_lines import BUILT_IN, countries, help_for
from tests.factories import make_member


def test_every_country_has_a_line_for_everybody_and_an_emergency_number() -> None:
    for country in countries(BUILT_IN):
        assert country.emergency.isdigit(), country
        assert any(line.audience == "everybody" for line in country.lines), country
        assert all(line.dial and line.source.startswith("https://") for line in country.lines)


def test_no_time_zone_belongs_to_two_countries() -> None:
    zones = [zone for country in countries(BUILT_IN) for zone in country.zones]
    assert len(zones) == len(set(zones))


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/London", "United Kingdom"),
        ("Australia/Perth", "Australia"),
        ("America/Toronto", "Canada"),
        ("America/Chicago", "United States"),
    ],
)
def test_the_country_of_the_time_zone_comes_first(zone: str, country: str) -> None:
    found = help_for(zone, youth=False)
    assert found.here is not None
    assert found.here.country == country
    assert found.here not in found.others


def test_somewhere_unknown_all_countries_are_offered() -> None:
    assert help_for("Asia/Tokyo", youth=False).here is None


def test_adults_are_not_sent_to_lines_for_children() -> None:
    names = [line.name for line in help_for("Europe/London", youth=False).here.lines]
    assert "Childline" not in names
    assert "Samaritans" in names


@pytest.mark.django_db
def test_a_visitor_gets_help_without_signing_in(client) -> None:
    page = client.get("/help/").content.decode()
    assert "tel:116123" in page
    assert "tel:999" in page


@pytest.mark.django_db
def test_a_youth_sees_the_line_for_their_age_first(client) -> None:
    client.force_login(make_member("Juno", Band.OLDER))
    page = client.get("/help/").content.decode()
    assert page.index("Childline") < page.index("Samaritans")


@pytest.mark.django_db
def test_help_is_one_link_away_from_every_page(client) -> None:
    for path in ("/accounts/login/", "/accounts/signup/", "/help/"):
        assert 'href="/help/"' in client.get(path).content.decode()
    client.force_login(make_member("Rosa"))
    for path in ("/today/", "/me/", "/conversations/", "/groups/", "/notices/"):
        assert 'href="/help/"' in client.get(path).content.decode(), path
