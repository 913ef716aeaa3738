"""A device that others use too keeps nothing and does not stay signed in."""

from __future__ import annotations

import pytest

from community.safety import devices
from tests.factories import PASSWORD, make_member

pytestmark = pytest.mark.django_db
ENTRY = {"login": "rosa@test.example", "password": PASSWORD}


@pytest.fixture
def rosa():
    return make_member("Rosa", email=ENTRY["login"], password=PASSWORD)


def test_the_box_wins_over_staying_signed_in(client, rosa):
    client.post("/accounts/login/", {**ENTRY, "shared": "on", "remember": "on"})
    assert client.get("/today/").status_code == 200
    assert client.session.get_expire_at_browser_close()
    assert not client.cookies["sessionid"]["max-age"]


def test_every_page_is_kept_by_no_browser_and_says_so_to_its_scripts(client, rosa):
    client.post("/accounts/login/", {**ENTRY, "shared": "on"})
    page = client.get("/conversations/")
    assert "no-store" in page["Cache-Control"]
    assert " data-shared" in page.content.decode().split("<head>")[0]


def test_a_quarter_of_an_hour_without_use_signs_out(client, rosa):
    client.post("/accounts/login/", {**ENTRY, "shared": "on"})
    client.get("/today/")
    session = client.session
    session[devices.SEEN] -= devices.IDLE_S + 1
    session.save()
    answer = client.get("/today/")
    assert answer["Location"].startswith("/accounts/login/")
    assert "storage" in answer["Clear-Site-Data"]


def test_use_keeps_it_open(client, rosa):
    client.post("/accounts/login/", {**ENTRY, "shared": "on"})
    for _ in range(4):
        session = client.session
        session[devices.SEEN] -= devices.IDLE_S - 5
        session.save()
        assert client.get("/today/").status_code == 200


def test_signing_out_clears_what_the_browser_holds(client, rosa):
    client.post("/accounts/login/", {**ENTRY, "shared": "on"})
    assert client.post("/accounts/logout/")["Clear-Site-Data"] == devices.CLEAR


def test_it_can_be_said_after_signing_in_and_is_never_guessed(client, rosa):
    client.post("/accounts/login/", {**ENTRY, "remember": "on"})
    page = client.get("/today/").content.decode()
    assert " data-shared" not in page.split("<head>")[0]
    client.post("/me/safety/device/")
    assert " data-shared" in client.get("/today/").content.decode().split("<head>")[0]
    assert client.session.get_expire_at_browser_close()
