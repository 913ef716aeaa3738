"""What every page tells the browser to refuse."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.factories import PASSWORD, make_member

pytestmark = pytest.mark.django_db
OPEN_PAGES = ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/help/")
OWN_PAGES = ("/today/", "/me/", "/conversations/", "/groups/", "/notices/", "/accounts/sessions/")


def policy_of(answer) -> dict[str, set[str]]:
    header = answer["Content-Security-Policy"]
    parts = (part.split() for part in header.split(";") if part.strip())
    return {name: set(values) for name, *values in parts}


def is_strict(answer) -> None:
    policy = policy_of(answer)
    everything = set().union(*policy.values())
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:"} & everything
    assert policy["default-src"] == {"'none'"}
    assert policy["object-src"] == policy["base-uri"] == {"'none'"}
    assert policy["frame-ancestors"] == {"'none'"}
    assert policy["form-action"] == policy["connect-src"] == policy["style-src"] == {"'self'"}
    assert {source for source in policy["script-src"] if not source.startswith("'nonce-")} == {
        "'self'"
    }
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("path", OPEN_PAGES)
def test_pages_of_the_door_are_strict(client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    is_strict(answer)


def test_pages_of_members_are_strict(client) -> None:
    client.force_login(make_member("Rosa"))
    for path in OWN_PAGES:
        answer = client.get(path)
        assert answer.status_code == 200, path
        is_strict(answer)


def test_errors_are_as_strict_as_pages(client) -> None:
    client.force_login(make_member("Rosa"))
    answer = client.get("/conversations/no-such-space/")
    assert answer.status_code == 404
    is_strict(answer)


@pytest.mark.parametrize("path", OPEN_PAGES)
def test_no_page_carries_what_the_policy_would_refuse(client, path: str) -> None:
    text = client.get(path).content.decode()
    assert not re.search(r"<[^>]+\s(style|on\w+)=", text)
    # A script that is only data is never run, and needs no leave.
    for script in re.findall(r"<script\b(?![^>]*application/json)[^>]*>", text):
        assert "src=" in script or "nonce=" in script, script


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(client) -> None:
    make_member("Rosa", email="rosa@test.example", password=PASSWORD)
    client.post("/accounts/login/", {"login": "rosa@test.example", "password": PASSWORD})
    session = client.cookies["sessionid"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"


def test_a_form_from_elsewhere_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_member("Rosa"))
    assert strict.post("/me/flare/").status_code == 403
    assert strict.post("/notices/read/").status_code == 403


def test_a_host_that_is_not_ours_is_refused(client) -> None:
    assert client.get("/help/", HTTP_HOST="evil.example").status_code == 400
