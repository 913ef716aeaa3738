"""Take a break: what waits, what still comes, and the way back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.notices import queries
from community.notices.actions import notify
from community.safety.actions import come_back, take_a_break
from tests.factories import make_member
from tests.pages import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(db):
    return make_member("Rosa")


@pytest.fixture
def told(monkeypatch):
    """What open pages were told."""
    heard = []
    monkeypatch.setattr("community.notices.actions.publish", lambda *said: heard.append(said))
    return heard


@pytest.mark.parametrize("kind", queries.CAN_WAIT)
def test_what_others_do_waits_and_is_there_afterwards(rosa, told, kind):
    take_a_break(rosa, 3)
    notify(rosa, kind=kind, title="Something")
    assert (queries.unread_count(rosa), told) == (0, [])
    come_back(rosa)
    assert queries.unread_count(rosa) == 1


@pytest.mark.parametrize("kind", ["decision", "sanction", "crisis_case", "appeal", "post_waiting"])
def test_what_the_team_says_of_ones_words_or_safety_comes_all_the_same(rosa, told, kind):
    take_a_break(rosa, 3)
    notify(rosa, kind=kind, title="Something")
    assert (queries.unread_count(rosa), len(told)) == (1, 1)


def test_a_break_ends_by_itself(rosa):
    take_a_break(rosa, 1)
    notify(rosa, kind="mention", title="Something")
    rosa.break_until = timezone.now() - timedelta(seconds=1)
    assert queries.unread_count(rosa) == 1


def test_the_page_offers_lengths_says_so_on_every_page_and_takes_one_tap_back(client, rosa):
    client.force_login(rosa)
    assert "Resting is part of this" in words_of(client.get("/me/break/"))
    assert client.post("/me/break/", {"days": "7"})["Location"] == "/me/break/"
    for path in ("/me/break/", "/today/", "/conversations/", "/help/"):
        page = client.get(path).content.decode()
        assert "You are taking a break until" in page, path
        assert 'action="/me/back/"' in page
    assert client.post("/me/back/")["Location"] == "/today/"
    assert "You are taking a break" not in client.get("/today/").content.decode()


@pytest.mark.parametrize("days", ["", "2", "many"])
def test_a_length_that_is_not_offered_is_refused_in_words(client, rosa, days):
    client.force_login(rosa)
    answer = client.post("/me/break/", {"days": days})
    assert answer.status_code == 422
    assert "Choose" in words_of(answer)
    with pytest.raises(ValidationError):
        take_a_break(rosa, 2)
