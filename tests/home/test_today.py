"""Today: what is next, what is new, what waits; never what belongs to others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from community.members.bands import Band
from community.notices.actions import notify
from forums import actions
from forums.actions import Words
from tests.factories import make_member
from tests.forums.conftest import CARE, HOLD, Filter, make_reply, make_space, make_thread, screening

__all__ = ["screening"]
pytestmark = pytest.mark.django_db


def test_a_new_member_is_shown_where_to_begin(client) -> None:
    client.force_login(make_member("Rosa"))
    page = client.get("/today/").content.decode()
    assert "Hello, Rosa" in page
    assert "Look round" in page


def test_a_member_sees_their_words_that_wait_and_nobody_elses(client, screening: Filter) -> None:
    rosa, ines = make_member("Rosa"), make_member("Ines")
    thread = make_thread(make_space("talk", Band.ADULT), title="Stairs")
    screening.answer = HOLD
    make_reply(thread, "Mine waits", rosa)
    make_reply(thread, "Hers waits", ines)
    client.force_login(rosa)
    page = client.get("/today/").content.decode()
    assert "Mine waits" in page
    assert "Hers waits" not in page
    assert "Waiting for a moderator" in page


def test_somebody_whose_words_speak_of_risk_meets_help_before_anything_else(
    client, screening: Filter
) -> None:
    rosa = make_member("Rosa")
    thread = make_thread(make_space("talk", Band.ADULT), title="Stairs")
    screening.answer = CARE
    make_reply(thread, "I cannot go on", rosa)
    client.force_login(rosa)
    page = client.get("/today/").content.decode()
    assert page.index("You do not have to carry it alone") < page.index("Waiting for a moderator")


def test_followed_conversations_come_with_what_is_new(client) -> None:
    rosa, ines = make_member("Rosa"), make_member("Ines")
    thread = make_thread(make_space("talk", Band.ADULT), title="Stairs")
    actions.follow(rosa, thread)
    client.force_login(rosa)
    assert "Stairs" in client.get("/today/").content.decode()
    client.force_login(ines)
    assert "Stairs" not in client.get("/today/").content.decode()


def test_unread_notices_are_named(client) -> None:
    rosa = make_member("Rosa")
    notify(rosa, kind="test", title="A moderator looked at your post")
    client.force_login(rosa)
    assert "A moderator looked at your post" in client.get("/today/").content.decode()


def test_the_cost_does_not_grow_with_the_community(client, django_assert_max_num_queries) -> None:
    rosa, ines = make_member("Rosa"), make_member("Ines")
    client.force_login(rosa)

    def queries() -> int:
        client.get("/today/")
        with django_assert_max_num_queries(30) as seen:
            client.get("/today/")
        return len(seen)

    def grow(count: int) -> None:
        space = make_space(f"talk-{count}", Band.ADULT)
        for number in range(count):
            thread = make_thread(space, title=f"Stairs {count} {number}")
            actions.follow(rosa, thread)
            actions.reply(ines, thread, Words(f"Reply {number}"))
            notify(rosa, kind="test", title=f"Notice {number}")

    grow(1)
    few = queries()
    grow(4)
    assert queries() == few


def test_a_suspended_member_is_told_what_still_works(client) -> None:
    rosa = make_member("Rosa", suspended_until=timezone.now() + timedelta(hours=2))
    client.force_login(rosa)
    assert "taking a break" in client.get("/today/").content.decode()


def test_members_go_to_their_day_and_visitors_to_the_front(client) -> None:
    client.force_login(make_member("Rosa"))
    assert client.get("/")["Location"] == "/today/"


def test_the_style_guide_is_for_developers_alone(client, settings) -> None:
    assert client.get("/styleguide/").status_code == 404
    settings.DEBUG = True
    assert client.get("/styleguide/").status_code == 200


def test_health_says_whether_the_database_answers(client) -> None:
    assert client.get("/healthz/").content == b"ok\n"
