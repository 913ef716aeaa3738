"""The demo community: lived in, and the same when it is loaded again."""

from __future__ import annotations

import pytest

from community.members import demo as people
from forums import demo, queries
from forums.models import Post, Reaction, Space, Thread
from tests.forums.conftest import HOLD, PUBLISH

pytestmark = pytest.mark.django_db


def numbers() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Space, Thread, Post, Reaction))


@pytest.fixture
def loaded(screening):
    screening.rule = lambda text, context: PUBLISH if context.band == "16-17" else HOLD
    people.load(lambda text: None)
    demo.load(lambda text: None)


def test_every_band_has_spaces_and_conversations(loaded):
    for name in ("Rosa", "Juno", "Milo"):
        spaces = queries.spaces_of(people.members()[name])
        assert len(spaces) >= 2
        assert all(space.thread_count >= 3 for space in spaces)
    assert Thread.objects.count() >= 25


def test_loading_twice_changes_nothing(loaded):
    before = numbers()
    demo.load(lambda text: None)
    assert numbers() == before


def test_nobody_writes_beyond_their_band(loaded):
    from community.access import Verb, can

    for post in Post.objects.select_related("author", "thread__space"):
        assert can(post.author, Verb.SEE, post.thread.space), post


def test_nobody_is_met_by_unread_noise(loaded):
    for member in people.members().values():
        unread = [t for t in queries.followed_threads(member, 50) if t.unread]
        assert len(unread) <= 2, member


def test_counts_agree_with_posts(loaded):
    for thread in Thread.objects.all():
        published = thread.posts.filter(state="published")
        assert thread.reply_count == published.filter(opener=False).count()
        assert thread.last_reply == published.order_by("-placed_at").first().placed_at
        assert list(published.order_by("seq")) == list(published.order_by("placed_at", "pk"))
