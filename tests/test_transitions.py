"""What a table of states forbids, the database forbids too, whoever asks it."""

from __future__ import annotations

import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from community.members.bands import Band
from community.members.models import Member, ProfileState
from community.transitions import statements
from forums.models import Post
from forums.states import EVER as POST_MOVES
from forums.states import State
from groups.models import ChatLine
from groups.states import LINE_EVER, LineState
from moderation.models import CrisisCase, Reviewable
from moderation.profiles import EVER as PROFILE_MOVES
from moderation.states import CASE_MOVES, REVIEW_MOVES, CaseState, ReviewState

GUARDED = {
    "post": (Post, "state", State, POST_MOVES),
    "chat line": (ChatLine, "state", LineState, LINE_EVER),
    "profile": (Member, "profile_state", ProfileState, PROFILE_MOVES),
    "reviewable": (Reviewable, "state", ReviewState, REVIEW_MOVES),
    "crisis case": (CrisisCase, "state", CaseState, CASE_MOVES),
}


@pytest.fixture
def scratch(db):
    """A table like the guarded one, without its other constraints, so that only moves are asked."""
    made = []

    def make(column, moves):
        table = f"scratch_{uuid.uuid4().hex[:8]}"
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {table} (id integer primary key, {column} varchar(30))")
            for statement in statements(connection.vendor, table, column, moves):
                cursor.execute(statement)
        made.append(table)
        return table

    return make


@pytest.mark.parametrize("kind", GUARDED)
def test_the_guard_lets_through_what_the_table_knows_and_nothing_else(scratch, kind):
    _, column, states, moves = GUARDED[kind]
    table = scratch(column, moves)
    with connection.cursor() as cursor:
        for before in states:
            for after in states:
                cursor.execute(f"DELETE FROM {table}")
                cursor.execute(f"INSERT INTO {table} VALUES (1, %s)", [before.value])
                legal = before == after or after in moves[before]
                assert _moves(cursor, table, column, after.value) is legal, (before, after)


def _moves(cursor, table, column, after):
    try:
        with transaction.atomic():
            cursor.execute(f"UPDATE {table} SET {column} = %s", [after])
    except IntegrityError as error:
        assert "no such move" in str(error)
        return False
    return True


@pytest.mark.parametrize("kind", GUARDED)
def test_every_table_of_states_is_guarded(db, kind):
    model, column, _, _ = GUARDED[kind]
    name = f"{model._meta.db_table}_{column}_moves"
    catalogue = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name = %s",
        "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgname = %s",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor], [name])
        assert cursor.fetchone() == (1,)


def test_what_its_author_took_back_cannot_be_shown_behind_the_back_of_the_code(db):
    from tests.forums.conftest import make_reply, make_space, make_thread

    post = make_reply(make_thread(make_space("talk", Band.ADULT)), "Hello")
    Post.objects.filter(pk=post.pk).update(state=State.WITHDRAWN)
    with pytest.raises(IntegrityError, match="no such move"), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(state=State.PUBLISHED)
    assert Post.objects.get(pk=post.pk).state == State.WITHDRAWN
