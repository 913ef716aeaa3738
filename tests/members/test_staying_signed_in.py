"""Signing in, devices, and what a break or a closed account leaves open."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from community.access import readable_bands
from community.members import actions, bands
from community.members.bands import Band
from community.members.models import Clearance, Member, Role
from tests.factories import PASSWORD, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
EMAIL = "rosa@test.example"
ENTRY = {"login": EMAIL, "password": PASSWORD}


@pytest.fixture
def rosa() -> Member:
    return make_member("Rosa", email=EMAIL, password=PASSWORD)


def test_a_suspended_member_signs_in_and_reads(client, rosa) -> None:
    actions.suspend(rosa, until=timezone.now() + timedelta(hours=3))
    assert client.post("/accounts/login/", ENTRY)["Location"] == "/today/"
    assert client.get("/today/").status_code == 200
    assert client.get("/conversations/").status_code == 200


def test_a_ban_ends_the_visit_that_is_under_way(client, rosa) -> None:
    client.post("/accounts/login/", ENTRY)
    assert client.get("/me/").status_code == 200
    actions.ban(rosa)
    assert client.get("/me/").status_code == 302


def test_whose_ban_was_lifted_signs_in_again(client, rosa) -> None:
    actions.ban(rosa)
    actions.lift(rosa)
    client.post("/accounts/login/", ENTRY)
    assert client.get("/today/").status_code == 200


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client, rosa) -> None:
    answers = []
    for entry in ({**ENTRY, "password": "wrong words here"}, {**ENTRY, "login": "no@test.example"}):
        page = client.post("/accounts/login/", entry)
        answers.append((page.status_code, page.context["form"].errors.as_text()))
    assert answers[0] == answers[1]
    assert answers[0][1]


def test_an_address_that_was_never_verified_does_not_get_in(client) -> None:
    rosa = make_member("Rosa", email=EMAIL, password=PASSWORD)
    rosa.emailaddress_set.update(verified=False)
    client.post("/accounts/login/", ENTRY)
    assert client.get("/today/").status_code == 302


def test_a_refused_sign_in_keeps_the_address_and_drops_the_password(client, rosa) -> None:
    page = client.post("/accounts/login/", {**ENTRY, "password": "wrong words here"})
    text = page.content.decode()
    assert EMAIL in text
    assert "wrong words here" not in text


def test_a_member_sees_their_own_devices_and_no_others(rosa) -> None:
    make_member("Ines", email="ines@test.example", password=PASSWORD)
    mine, hers = Client(HTTP_USER_AGENT="Android Firefox"), Client(HTTP_USER_AGENT="iPad Safari")
    mine.post("/accounts/login/", ENTRY)
    hers.post("/accounts/login/", {**ENTRY, "login": "ines@test.example"})
    page = mine.get("/accounts/sessions/").content.decode()
    assert "Firefox on Android" in page
    assert "iPad" not in page


def test_signing_out_elsewhere_leaves_others_alone(rosa) -> None:
    make_member("Ines", email="ines@test.example", password=PASSWORD)
    mine, phone, hers = Client(), Client(), Client()
    for client, email in ((mine, EMAIL), (phone, EMAIL), (hers, "ines@test.example")):
        client.post("/accounts/login/", {**ENTRY, "login": email})
    mine.post("/accounts/sessions/")
    assert [c.get("/today/").status_code for c in (mine, phone, hers)] == [200, 302, 200]


def test_a_visitor_has_no_list_of_devices(client) -> None:
    assert client.get("/accounts/sessions/").status_code == 302


# ---- days


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/London"])
@pytest.mark.parametrize("hour", [1, 23])
def test_no_time_zone_moves_a_birthday_or_a_clearance(rosa, monkeypatch, zone, hour) -> None:
    now = datetime(2026, 11, 23, hour, 30, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    rosa.date_of_birth = date(2008, 11, 23)
    almost = Member(date_of_birth=date(2008, 11, 24), band=Band.OLDER)
    with timezone.override(zone):
        assert bands.today() == date(2026, 11, 23)
        assert rosa.age_band == Band.ADULT
        assert almost.age_band == Band.OLDER
        assert Clearance.objects.valid().query.where.children[0].rhs == date(2026, 11, 23)


# ---- what the database refuses


@pytest.mark.parametrize(
    "row",
    [
        {"checked_on": date(2026, 1, 1), "expires_on": date(2026, 1, 1)},
        {"checked_on": date(2026, 1, 2), "expires_on": date(2026, 1, 1)},
    ],
)
def test_a_clearance_ends_after_it_was_checked(rosa, row) -> None:
    checker = make_member("Olu")
    with pytest.raises(IntegrityError), transaction.atomic():
        Clearance.objects.create(member=rosa, kind="Check", checked_by=checker, **row)


def test_nobody_checks_themselves(rosa) -> None:
    today = bands.today()
    with pytest.raises(IntegrityError), transaction.atomic():
        Clearance.objects.create(
            member=rosa,
            kind="Check",
            checked_by=rosa,
            checked_on=today,
            expires_on=today + timedelta(days=1),
        )


def test_a_role_is_stored_once(rosa) -> None:
    Role.objects.create(member=rosa, name="mentor")
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.create(member=rosa, name="mentor")


def test_an_address_belongs_to_one_member(rosa) -> None:
    other = make_member("Ines")
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(pk=other.pk).update(email=EMAIL)


def test_a_role_in_a_row_of_a_youth_opens_nothing() -> None:
    juno = make_member("Juno", Band.OLDER)
    Role.objects.create(member=juno, name="moderator")
    Clearance.objects.create(
        member=juno,
        kind="Check",
        checked_by=make_member("Olu"),
        checked_on=bands.today() - timedelta(days=1),
        expires_on=bands.today() + timedelta(days=9),
    )
    again = Member.objects.get(pk=juno.pk)
    assert readable_bands(again) == {Band.OLDER}
    assert again.access_facts().bands == {Band.OLDER}
