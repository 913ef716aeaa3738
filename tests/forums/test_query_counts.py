"""A page costs the same number of queries however much was said."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.members.bands import Band
from forums import actions
from forums.actions import Words
from forums.fragments import missed
from tests.factories import make_member
from tests.forums.conftest import make_space, make_thread

pytestmark = pytest.mark.django_db


def count(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def fill(space, threads: int, replies: int) -> list:
    people = [make_member(band=space.age_band) for _ in range(6)]
    made = []
    for number in range(threads):
        thread = make_thread(space, f"Subject {number}", author=people[0])
        for place in range(replies):
            author = people[place % len(people)]
            post = actions.reply(author, thread, Words(f"word {place}")).post
            actions.react(people[(place + 1) % len(people)], post, "same")
        made.append(thread)
    return made


@pytest.fixture(autouse=True)
def unhurried(settings):
    settings.POSTS_PER_MINUTE = 1000


def grows(client, address_of, space) -> tuple[int, int]:
    """Queries for little and for much, after a first visit that leaves the read marker."""
    few = fill(space, 1, 2)[0]
    client.get(address_of(few))
    little = count(client, address_of(few))
    many = fill(space, 8, 14)[0]
    client.get(address_of(many))
    return little, count(client, address_of(many))


@pytest.mark.parametrize("roles", [(), ("moderator",)])
def test_a_conversation(adults, client, roles):
    client.force_login(make_member(roles=roles))
    little, much = grows(client, lambda thread: thread.get_absolute_url(), adults)
    assert little == much
    assert much <= 24


def test_a_space(adults, client):
    client.force_login(make_member())
    little, much = grows(client, lambda thread: thread.space.get_absolute_url(), adults)
    assert little == much


def test_the_list_of_spaces(adults, client):
    client.force_login(make_member())
    little = count(client, "/conversations/")
    for number in range(6):
        fill(make_space(f"more-{number}", Band.ADULT), 2, 2)
    assert count(client, "/conversations/") == little


def test_search(adults, client):
    client.force_login(make_member())
    fill(adults, 1, 2)
    little = count(client, "/search/?q=word")
    fill(adults, 6, 4)
    assert count(client, "/search/?q=word") == little


def test_catching_up(adults, django_assert_num_queries):
    thread = fill(adults, 1, 30)[0]
    with django_assert_num_queries(4):
        assert len(missed(thread.pk, 3)) > 25
