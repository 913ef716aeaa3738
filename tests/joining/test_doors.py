"""Which door each answer leads to: country by age, with and without somebody's yes or a place."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from community.joining import actions
from community.joining.actions import Door, UnknownCode, entry
from community.joining.gate import Answers
from community.joining.models import (
    Admission,
    Cohort,
    Organisation,
    ReferralCode,
    Source,
    WaitingPlace,
)
from community.members.models import Member
from tests.factories import born, make_member
from tests.joining.test_joining import ACCOUNT, answers, at_the_gate, join

pytestmark = pytest.mark.django_db

# country: the door of somebody aged 12, 13, 14, 15, 16, 17, 18.
N, G, A = Door.NOT_YET, Door.GUARDIAN, Door.ACCOUNT
TABLE = {
    "GB": (N, A, A, A, A, A, A),
    "US": (N, A, A, A, A, A, A),
    "ES": (N, G, A, A, A, A, A),
    "DK": (N, G, G, A, A, A, A),
    "DE": (N, G, G, G, A, A, A),
    "IN": (N, G, G, G, G, G, A),
    "ZZ": (N, G, G, G, A, A, A),
}
ROWS = [(c, age, door) for c, doors in TABLE.items() for age, door in enumerate(doors, start=12)]


@pytest.mark.parametrize(("country", "age", "door"), ROWS)
def test_country_and_age_decide_the_door(country: str, age: int, door: Door) -> None:
    assert entry(Answers(born(age), country)).door is door


@pytest.mark.parametrize(("country", "age", "door"), ROWS)
def test_no_place_keeps_everybody_out_who_would_have_come_in(settings, country, age, door) -> None:
    settings.PLACES = 1
    make_member("Rosa")
    expected = Door.NOT_YET if door is Door.NOT_YET else Door.FULL
    assert entry(Answers(born(age), country)).door is expected


@pytest.fixture
def code() -> ReferralCode:
    clinic = Organisation.objects.create(name="Children's clinic")
    cohort = Cohort.objects.create(
        organisation=clinic, name="Spring", starts_on=date(2026, 1, 1), places=1
    )
    return ReferralCode.objects.create(code="SPRING-26", cohort=cohort)


def test_a_code_of_a_clinic_is_kept_as_the_source_and_its_places_are_theirs(
    client, settings, code
) -> None:
    settings.PLACES = 1
    make_member("Rosa")
    assert at_the_gate(client, code="spring-26")["Location"] == ACCOUNT
    client.post(ACCOUNT, answers())
    kept = Admission.objects.get(member__display_name="Kit")
    assert (kept.source, kept.cohort, kept.code) == (Source.REFERRED, code.cohort, code)
    assert entry(Answers(born(30), "GB", "SPRING-26")).door is Door.FULL, "the place is taken"


def test_a_code_can_be_given_with_the_account_too(client, code) -> None:
    assert join(client, referral="nonsense").status_code == 200
    assert not Member.objects.exists()
    join(client, referral="spring-26")
    assert Admission.objects.get().cohort == code.cohort


def test_who_came_by_themselves_is_kept_as_that(client) -> None:
    join(client)
    assert Admission.objects.get().source == Source.SELF


def test_a_code_that_is_over_or_unknown_says_no_more_than_that_it_does_not_fit(code) -> None:
    ReferralCode.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    for one in ("SPRING-26", "WINTER-25"):
        with pytest.raises(UnknownCode):
            entry(Answers(born(30), "GB", one))


def test_whoever_waits_sees_their_number_and_what_is_open_at_once(client, settings) -> None:
    settings.PLACES = 1
    make_member("Rosa")
    for number in (1, 2):
        assert at_the_gate(client)["Location"] == "/join/waiting/"
        where = client.post("/join/waiting/", {"email": f"n{number}@test.example"})["Location"]
        page = client.get(where).content.decode()
        assert f"You are number {number} on the list" in page
        assert 'href="/resources/"' in page
    assert {field.name for field in WaitingPlace._meta.fields} == {
        "id", "email", "asked_at", "offered_at", "expires_at",
    }  # fmt: skip


def test_a_free_place_goes_to_who_waited_longest_and_lapses_if_not_taken(client, settings) -> None:
    settings.PLACES = 1
    rosa, now = make_member("Rosa"), timezone.now()
    first, second = (actions.wait(f"n{number}@test.example") for number in (1, 2))
    assert actions.offer_places(now) == 0
    Member.objects.filter(pk=rosa.pk).update(is_active=False)
    assert actions.offer_places(now) == 1
    assert "There is a place for you" in client.get(f"/waiting/{first}/").content.decode()
    assert at_the_gate(Client())["Location"] == "/join/waiting/", "the place is kept for them"
    assert actions.offer_places(now + timedelta(days=15)) == 1
    assert client.get(f"/waiting/{first}/").status_code == 404
    assert "There is a place for you" in client.get(f"/waiting/{second}/").content.decode()


def test_with_a_place_they_join_and_leave_the_list(client, settings) -> None:
    settings.PLACES = 1
    token = actions.wait("n1@test.example")
    actions.offer_places(timezone.now())
    client.post(f"/waiting/{token}/", {"join": "1"})
    join(client)
    assert Admission.objects.get().source == Source.WAITED
    assert not WaitingPlace.objects.exists()


def test_whoever_wants_off_the_list_is_off_it(client) -> None:
    token = actions.wait("n1@test.example")
    client.post(f"/waiting/{token}/", {"stop": "1"})
    assert not WaitingPlace.objects.exists()
    assert client.get("/waiting/nonsense/").status_code == 404
