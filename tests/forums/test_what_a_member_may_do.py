"""Writing in the forum, as the person who does it sees it."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from community.members.actions import suspend
from community.members.bands import Band
from community.notices.models import Notice
from forums import actions, queries
from forums.actions import Words
from forums.limits import TooFast
from forums.models import Draft, Follow, Post, PostRevision, Reaction, RevisionState
from forums.states import State
from moderation.models import Reviewable
from tests.factories import make_member
from tests.forums.conftest import CARE, HOLD, PUBLISH, REVIEW, make_reply, make_thread

pytestmark = pytest.mark.django_db


def fresh(post: Post) -> Post:
    return Post.objects.select_related("thread__space", "author").get(pk=post.pk)


def test_starts_a_conversation_that_others_see(adults):
    rosa, ruth = make_member("Rosa"), make_member("Ruth")
    sent = actions.start_conversation(rosa, adults, Words("One *step*.", title="Stairs"))
    assert sent.post.is_published and sent.post.opener
    assert sent.post.thread.state == State.PUBLISHED
    assert "<em>step</em>" in sent.post.html
    assert [t.title for t in queries.space_page(ruth, adults, 1).threads] == ["Stairs"]


def test_replies_and_the_conversation_counts_it(adults):
    thread = make_thread(adults)
    post = make_reply(thread)
    thread.refresh_from_db()
    assert (thread.reply_count, thread.last_reply, thread.last_post_seq) == (1, post.placed_at, 2)


def test_has_title_text_and_content_note_screened(adults, screening):
    actions.start_conversation(
        make_member(), adults, Words("The text", title="The title", content_note="needles")
    )
    asked = [(text, context.kind, context.band) for text, context in screening.asked]
    assert ("The title", "title", "adult") in asked
    assert any(
        "The text" in text and "needles" in text and kind == "post" for text, kind, _ in asked
    )


def test_a_bad_title_holds_the_whole_conversation(adults, screening):
    screening.rule = lambda text, context: HOLD if context.kind == "title" else PUBLISH
    sent = actions.start_conversation(make_member(), adults, Words("Fine", title="Bad"))
    assert sent.post.state == State.HELD
    assert sent.post.thread.state == State.HELD


def test_sees_what_is_held_and_nobody_else_does(adults, screening):
    thread, author, other = make_thread(adults), make_member(), make_member()
    screening.answer = HOLD
    post = make_reply(thread, "Held words", author)
    assert post in queries.shown_to(author, thread)
    assert post not in queries.shown_to(other, thread)
    assert Reviewable.objects.filter(kind="forums.post", object_id=post.pk).count() == 1
    assert post.expected_by > timezone.now()


def test_is_published_and_looked_at_after_when_it_is_doubtful(adults, screening):
    screening.answer = REVIEW
    post = make_reply(make_thread(adults))
    assert post.is_published
    assert Reviewable.objects.filter(kind="forums.post", object_id=post.pk).exists()


def test_is_shown_help_and_not_punished(adults, screening, client):
    thread, author = make_thread(adults), make_member()
    screening.answer = CARE
    client.force_login(author)
    page = client.post(f"/threads/{thread.pk}/posts/", {"body": "I cannot go on"}, follow=True)
    assert "/help/" in page.content.decode()
    assert "You have done nothing wrong" in page.content.decode()
    author.refresh_from_db()
    assert not author.is_suspended


def test_sends_twice_and_it_is_there_once(adults):
    thread, author, key = make_thread(adults), make_member(), uuid.uuid4()
    first = actions.reply(author, thread, Words("Once", client_key=key))
    second = actions.reply(author, thread, Words("Once", client_key=key))
    assert second.again and first.post.pk == second.post.pk
    assert thread.posts.filter(author=author).count() == 1


def test_another_text_under_a_used_key_is_not_lost(adults):
    thread, author, key = make_thread(adults), make_member(), uuid.uuid4()
    actions.reply(author, thread, Words("First", client_key=key))
    actions.reply(author, thread, Words("Second", client_key=key))
    actions.reply(author, thread, Words("Second", client_key=key))
    assert list(
        thread.posts.filter(author=author).order_by("pk").values_list("body", flat=True)
    ) == [
        "First",
        "Second",
    ]


def test_two_people_may_use_the_same_key(adults):
    thread, key = make_thread(adults), uuid.uuid4()
    actions.reply(make_member(), thread, Words("A", client_key=key))
    actions.reply(make_member(), thread, Words("A", client_key=key))
    assert thread.posts.count() == 3


def test_cannot_write_nothing_or_a_book(adults):
    thread, author = make_thread(adults), make_member()
    with pytest.raises(ValidationError, match="Write something"):
        actions.reply(author, thread, Words("  \n "))
    with pytest.raises(ValidationError, match="shorter"):
        actions.reply(author, thread, Words("a" * 8001))


def test_cannot_flood(adults, settings):
    thread, author = make_thread(adults), make_member()
    settings.POSTS_PER_MINUTE = 2
    for words in ("a", "b"):
        actions.reply(author, thread, Words(words))
    with pytest.raises(TooFast):
        actions.reply(author, thread, Words("c"))


def test_cannot_write_while_taking_a_break(adults):
    thread, author = make_thread(adults), make_member()
    suspend(author, until=timezone.now() + timedelta(hours=1))
    with pytest.raises(PermissionDenied):
        actions.reply(author, thread, Words("Hello"))


def test_loses_the_right_while_the_text_is_being_screened(adults, screening):
    thread, author = make_thread(adults), make_member()

    def suspended_meanwhile(text, context):
        suspend(
            author.__class__.objects.get(pk=author.pk),
            until=timezone.now() + timedelta(hours=1),
        )
        return PUBLISH

    screening.rule = suspended_meanwhile
    with pytest.raises(PermissionDenied):
        actions.reply(author, thread, Words("Hello"))
    assert not thread.posts.filter(author=author).exists()


def test_edits_and_the_earlier_version_is_kept(adults):
    author = make_member()
    post = make_reply(make_thread(adults), "Befor", author)
    actions.edit(author, post, Words("Before"))
    post = fresh(post)
    assert (post.body, post.state) == ("Before", State.PUBLISHED)
    assert post.edited_at and post.revisions.get().body == "Befor"


def test_an_adults_doubtful_edit_waits_while_the_old_version_stays(adults, screening):
    author = make_member()
    post = make_reply(make_thread(adults), "Kind", author)
    screening.answer = HOLD
    actions.edit(author, post, Words("Unkind"))
    post = fresh(post)
    assert (post.body, post.state) == ("Kind", State.PUBLISHED)
    assert post.revisions.get(state=RevisionState.PENDING).body == "Unkind"


def test_a_youths_doubtful_edit_hides_the_post(older, screening):
    author = make_member(band=Band.OLDER)
    post = make_reply(make_thread(older), "Kind", author)
    screening.answer = HOLD
    actions.edit(author, post, Words("Unkind"))
    post = fresh(post)
    assert (post.body, post.state) == ("Unkind", State.HELD)
    queries.dress([post])


def test_a_held_post_stays_held_when_it_is_changed(adults, screening):
    author = make_member()
    screening.answer = HOLD
    post = make_reply(make_thread_published(adults, screening), "Unkind", author)
    screening.answer = PUBLISH
    actions.edit(author, post, Words("Kind"))
    assert fresh(post).state == State.HELD


def make_thread_published(space, screening):
    answer, screening.answer = screening.answer, PUBLISH
    thread = make_thread(space)
    screening.answer = answer
    return thread


def test_cannot_edit_somebody_elses_words(adults):
    post = make_reply(make_thread(adults))
    with pytest.raises(PermissionDenied):
        actions.edit(make_member(), post, Words("Mine now"))


def test_takes_a_post_back(adults):
    author, reader = make_member(), make_member()
    post = make_reply(make_thread(adults), "Oops", author)
    actions.withdraw(author, post)
    post.thread.refresh_from_db()
    assert fresh(post).state == State.WITHDRAWN
    assert post.thread.reply_count == 0
    assert not queries.find(reader, "Oops", 1).page.object_list


def test_taking_back_the_first_post_takes_its_title_too(adults):
    author = make_member()
    thread = make_thread(adults, title="My secret", author=author)
    make_reply(thread)
    actions.withdraw(author, thread.posts.get(opener=True))
    thread.refresh_from_db()
    assert thread.state == State.PUBLISHED
    assert "secret" not in thread.heading and "secret" not in thread.get_absolute_url()


def test_an_empty_conversation_that_was_taken_back_is_gone(adults, client):
    author = make_member()
    thread = make_thread(adults, author=author)
    actions.withdraw(author, thread.posts.get())
    client.force_login(make_member())
    assert client.get(f"/conversations/{adults.slug}/{thread.pk}-stairs/").status_code == 404


def test_reacts_with_words_and_takes_it_back(adults):
    post, reader = make_reply(make_thread(adults)), make_member("Sam")
    assert actions.react(reader, post, "same") is True
    queries.dress([post])
    assert [(line.word.label, line.who) for line in post.reaction_lines if line.ids] == [
        ("Same here", "Sam")
    ]
    assert actions.react(reader, post, "same") is False
    assert not Reaction.objects.exists()


def test_cannot_react_to_own_words(adults):
    author = make_member()
    post = make_reply(make_thread(adults), author=author)
    with pytest.raises(PermissionDenied):
        actions.react(author, post, "same")


def test_follows_where_they_write_and_finds_what_is_new(adults):
    author = make_member()
    thread = make_thread(adults, author=author)
    assert Follow.objects.filter(member=author, thread=thread).exists()
    assert [t.unread for t in queries.followed_threads(author, 5)] == [False]
    make_reply(thread)
    assert [t.unread for t in queries.followed_threads(author, 5)] == [True]
    thread.refresh_from_db()
    actions.mark_read(author, thread, thread.last_seq)
    assert [t.unread for t in queries.followed_threads(author, 5)] == [False]


def test_an_edit_makes_no_dot(adults):
    author, other = make_member(), make_member()
    thread = make_thread(adults, author=author)
    post = make_reply(thread, "A", other)
    thread.refresh_from_db()
    actions.mark_read(author, thread, thread.last_seq)
    actions.edit(other, post, Words("B"))
    assert [t.unread for t in queries.followed_threads(author, 5)] == [False]


def test_finds_the_draft_on_another_device(adults, client):
    member, thread = make_member(), make_thread(adults)
    client.force_login(member)
    client.post(
        "/drafts/", {"thread": thread.pk, "body": "Half a thou", "content_note": "bad news"}
    )
    page = client.get(thread.get_absolute_url()).content.decode()
    assert "Half a thou" in page and "bad news" in page


def test_a_sent_draft_is_forgotten(adults):
    member, thread = make_member(), make_thread(adults)
    actions.save_draft(member, thread=thread, body="Half")
    actions.reply(member, thread, Words("Whole"))
    assert not Draft.objects.exists()


def test_an_emptied_draft_is_forgotten(adults):
    member = make_member()
    actions.save_draft(member, space=adults, title="T", body="")
    assert Draft.objects.get().title == "T"
    actions.save_draft(member, space=adults, title="", body="")
    assert not Draft.objects.exists()


def test_mentions_a_reader_who_is_told(adults):
    make_member("Ruth Lee")
    post = make_reply(make_thread(adults), "Thanks @ruth lee, that helped", make_member("Rosa"))
    assert '<span class="mention">@Ruth Lee</span>, that' in post.html
    assert Notice.objects.get(kind="mention").title == "Rosa mentioned you"


def test_a_mention_never_reaches_over_the_wall(adults, older):
    make_member("Juno", band=Band.OLDER)
    make_member("Dev")
    adult = make_reply(make_thread(adults), "Hello @Juno")
    youth = make_reply(make_thread(older), "Hello @Dev")
    for post in (adult, youth):
        assert "mention" not in post.html
    assert not Notice.objects.filter(kind="mention").exists()


def test_a_held_mention_is_told_only_when_it_is_published(adults, screening):
    from forums.moderation import PostContent

    make_member("Ruth")
    thread = make_thread(adults)
    screening.answer = HOLD
    post = make_reply(thread, "@Ruth you")
    assert not Notice.objects.filter(kind="mention").exists()
    PostContent().publish(post.pk)
    assert Notice.objects.filter(kind="mention").count() == 1


def test_the_form_comes_back_filled_when_something_is_off(adults, client, settings):
    thread, member = make_thread(adults), make_member()
    settings.POSTS_PER_MINUTE = 0
    client.force_login(member)
    answer = client.post(f"/threads/{thread.pk}/posts/", {"body": "My long answer"})
    assert answer.status_code == 429
    page = answer.content.decode()
    assert "My long answer" in page and "several posts in a minute" in page


def test_a_new_conversation_without_a_title_comes_back_filled(adults, client):
    client.force_login(make_member())
    answer = client.post(f"/conversations/{adults.slug}/new/", {"body": "My text", "title": ""})
    assert answer.status_code == 422
    assert "My text" in answer.content.decode()
    assert "Give your conversation a title" in answer.content.decode()


def test_writes_without_javascript(adults, client):
    member = make_member()
    client.force_login(member)
    answer = client.post(
        f"/conversations/{adults.slug}/new/", {"title": "Plain", "body": "A form"}, follow=True
    )
    assert answer.status_code == 200
    assert "<h1>Plain</h1>" in answer.content.decode()


def test_quotes_what_they_may_read(adults, older, client):
    readable = make_reply(make_thread(adults), "Line one\n\nLine two", make_member("Ruth"))
    hidden = make_reply(make_thread(older))
    client.force_login(make_member())
    assert (
        client.get(f"/posts/{readable.pk}/quote/").content.decode().startswith("> **Ruth** wrote:")
    )
    assert client.get(f"/posts/{hidden.pk}/quote/").status_code == 404


def test_past_revisions_are_kept_for_each_change(adults):
    author = make_member()
    post = make_reply(make_thread(adults), "1", author)
    for words in ("2", "3"):
        post = actions.edit(author, post, Words(words))
    past = PostRevision.objects.filter(post=post).order_by("pk").values_list("body", flat=True)
    assert list(past) == ["1", "2"]
