"""The table of a post's life: what it knows happens, and nothing else."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from forums.models import Post
from forums.states import MOVES, IllegalTransition, State
from moderation import content
from tests.forums.conftest import make_thread

ALLOWED = {
    ("draft", "screening"),
    ("draft", "withdrawn"),
    ("screening", "published"),
    ("screening", "held"),
    ("screening", "withdrawn"),
    ("published", "hidden"),
    ("published", "removed"),
    ("published", "withdrawn"),
    ("published", "screening"),
    ("held", "published"),
    ("held", "returned_for_edit"),
    ("held", "removed"),
    ("held", "withdrawn"),
    ("held", "screening"),
    ("hidden", "published"),
    ("hidden", "removed"),
    ("returned_for_edit", "screening"),
    ("returned_for_edit", "withdrawn"),
    # when another person reverses the decision
    ("returned_for_edit", "published"),
    ("removed", "published"),
}


@pytest.mark.parametrize("before", State.values)
@pytest.mark.parametrize("after", State.values)
def test_every_pair_of_states(before, after):
    post = Post(state=before)
    if (before, after) in ALLOWED:
        post.move(State(after))
        assert post.state == after
    else:
        with pytest.raises(IllegalTransition):
            post.move(State(after))
        assert post.state == before


def test_the_table_speaks_of_every_state():
    assert set(MOVES) == set(State)


def test_moderation_understands_the_refusal():
    assert issubclass(IllegalTransition, content.IllegalTransition)


@pytest.mark.django_db
def test_the_database_refuses_an_unknown_state(adults):
    post = make_thread(adults).posts.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(state="shadowed")


@pytest.mark.django_db
def test_the_database_refuses_a_published_post_without_its_time(adults):
    post = make_thread(adults).posts.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(published_at=None)
