"""Leave quickly: the visit ends, and what is asked for afterwards leads elsewhere."""

from __future__ import annotations

import pytest
from django.urls import reverse

from community.members.bands import Band
from community.safety import leaving
from forums.models import Draft
from tests.factories import PASSWORD, make_member
from tests.forums.conftest import make_space
from tests.pages import words_of

pytestmark = pytest.mark.django_db
PAGES = ("/today/", "/me/", "/conversations/", "/notices/", "/groups/")


@pytest.fixture
def juno(client):
    member = make_member("Juno", Band.OLDER, email="juno@test.example", password=PASSWORD)
    client.force_login(member)
    return member


def test_it_ends_the_visit_and_every_page_asked_for_afterwards_is_somewhere_else(client, juno):
    answer = client.post("/leave/")
    assert answer["Location"] == leaving.ELSEWHERE
    assert '"storage"' in answer["Clear-Site-Data"]
    for path in (*PAGES, *PAGES):
        back = client.get(path)
        assert (back.status_code, back["Location"]) == (302, leaving.ELSEWHERE), path
        assert back["Cache-Control"] == "no-store"


def test_a_draft_that_was_on_its_way_arrives_and_nothing_is_read(client, juno):
    space = make_space("older-talk", Band.OLDER)
    client.post("/leave/")
    words = {"space": space.slug, "title": "Hm", "body": "I was saying"}
    assert client.post(reverse("forums:draft"), words).status_code == 200
    assert Draft.objects.get(member=juno).body == "I was saying"
    assert client.get("/today/")["Location"] == leaving.ELSEWHERE


def test_after_the_grace_nothing_is_written_either(client, juno, monkeypatch):
    client.post("/leave/")
    session = client.session
    session[leaving.KEY] -= leaving.GRACE_S + 1
    session.save()
    assert client.post("/me/flare/")["Location"] == leaving.ELSEWHERE
    juno.refresh_from_db()
    assert not juno.flare_mode


def test_signing_in_again_forgets_that_somebody_left(client, juno):
    client.post("/leave/")
    client.get("/today/")
    client.post("/accounts/login/", {"login": "juno@test.example", "password": PASSWORD})
    assert client.get("/today/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/today/")["Location"].startswith("/accounts/login/")


def test_pages_open_to_all_stay_open(client, juno):
    client.post("/leave/")
    assert client.get("/help/").status_code == 200
    assert client.get("/accounts/login/").status_code == 200


def test_a_frozen_account_leaves_as_quickly(client, juno):
    juno.word = "taken_back"
    juno.save()
    assert client.post("/leave/")["Location"] == leaving.ELSEWHERE


def test_pages_of_youth_are_kept_by_no_browser(client, juno):
    for path in PAGES:
        assert "no-store" in client.get(path)["Cache-Control"], path


def test_it_says_what_a_browser_still_keeps(client, juno):
    assert "your browser still has" in words_of(client.get("/me/safety/")).lower()
