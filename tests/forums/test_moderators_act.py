"""What a moderator's decision does to a post."""

from __future__ import annotations

import pytest

from forums import actions, queries
from forums.actions import Words
from forums.models import Post, RevisionState
from forums.moderation import PostContent
from forums.states import IllegalTransition, State
from moderation.content import adapter_for
from tests.factories import make_member
from tests.forums.conftest import HOLD, make_reply, make_thread

pytestmark = pytest.mark.django_db
content = PostContent()


@pytest.fixture
def held(adults, screening):
    thread = make_thread(adults)
    early = make_reply(thread, "Before it")
    screening.answer = HOLD
    post = make_reply(thread, "Waiting words", make_member("Rosa"))
    return early.thread, post


def test_the_adapter_is_registered():
    assert isinstance(adapter_for("forums.post"), PostContent)


def test_sees_the_post_in_its_conversation(held):
    _, post = held
    item = content.get(post.pk)
    assert (item.author.display_name, item.band, item.state) == ("Rosa", "adult", "held")
    assert item.text == "Waiting words" and item.title == "Stairs"
    assert [line.is_this for line in item.context] == [False, False, True]


def test_nothing_is_found_for_nothing(db):
    assert content.get(123456) is None


def test_publishing_shows_it_at_the_end_of_the_conversation(held, client):
    thread, post = held
    reader = make_member()
    later = make_reply_published(thread)
    content.publish(post.pk)
    shown = list(queries.shown_to(reader, thread).values_list("pk", flat=True))
    assert shown.index(post.pk) > shown.index(later.pk)


def make_reply_published(thread):
    from forums import verdicts
    from tests.forums.conftest import PUBLISH

    verdicts.screen.answer = PUBLISH  # the fixture's filter
    return make_reply(thread, "Meanwhile")


def test_a_removed_post_keeps_its_words_for_the_author_alone(held, client):
    thread, post = held
    content.publish(post.pk)
    content.remove(post.pk)
    address = thread.get_absolute_url()
    client.force_login(post.author)
    assert "Waiting words" in client.get(address).content.decode()
    client.force_login(make_member())
    page = client.get(address).content.decode()
    assert "Waiting words" not in page and "A moderator took this post down" in page


def test_a_hidden_post_can_come_back(held):
    _, post = held
    content.publish(post.pk)
    content.hide(post.pk)
    assert Post.objects.get(pk=post.pk).state == State.HIDDEN
    content.publish(post.pk)
    assert Post.objects.get(pk=post.pk).state == State.PUBLISHED


def test_a_returned_post_is_changed_and_waits_again(held, client):
    _, post = held
    content.return_for_edit(post.pk)
    client.force_login(post.author)
    answer = client.post(f"/posts/{post.pk}/edit/", {"body": "Kinder words"}, follow=True)
    assert "Waiting for a moderator" in answer.content.decode()
    changed = Post.objects.get(pk=post.pk)
    assert (changed.state, changed.body) == (State.HELD, "Kinder words")


def test_refuses_what_the_table_does_not_know(held):
    _, post = held
    for act in (content.hide, content.hold):
        with pytest.raises(IllegalTransition):
            act(post.pk)
    content.remove(post.pk)
    for act in (content.hide, content.return_for_edit, content.remove):
        with pytest.raises(IllegalTransition):
            act(post.pk)


def test_a_reversed_removal_brings_the_post_back(held):
    _, post = held
    content.remove(post.pk)
    content.publish(post.pk)
    assert Post.objects.get(pk=post.pk).is_published


def test_publishing_twice_is_refused(held):
    _, post = held
    content.publish(post.pk)
    with pytest.raises(IllegalTransition):
        content.publish(post.pk)


class TestAWaitingEdit:
    @pytest.fixture
    def edited(self, adults, screening):
        post = make_reply(make_thread(adults), "Old words", make_member("Rosa"))
        screening.answer = HOLD
        actions.edit(post.author, post, Words("New words"))
        return Post.objects.get(pk=post.pk)

    def test_is_what_the_moderator_reads(self, edited):
        item = content.get(edited.pk)
        assert (item.text, item.state, item.pending) == ("New words", "published", True)

    def test_takes_the_place_of_the_old_one(self, edited):
        content.publish(edited.pk)
        post = Post.objects.get(pk=edited.pk)
        assert (post.body, post.state) == ("New words", State.PUBLISHED)
        assert post.revisions.get().body == "Old words"

    def test_or_goes_back_while_the_old_one_stays(self, edited, client):
        content.return_for_edit(edited.pk)
        post = Post.objects.get(pk=edited.pk)
        assert (post.body, post.state) == ("Old words", State.PUBLISHED)
        assert post.revisions.get().state == RevisionState.REFUSED
        client.force_login(post.author)
        assert "New words" in client.get(f"/posts/{post.pk}/edit/").content.decode()
