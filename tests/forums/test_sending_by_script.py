"""What the composer's script gets back, so that it can tell its writer the truth."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.members.actions import suspend
from forums import actions
from forums.models import Draft, Post
from tests.factories import make_member
from tests.forums.conftest import CARE, HOLD, make_reply, make_thread

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def thread(adults):
    return make_thread(adults)


@pytest.fixture
def writer(client):
    member = make_member("Rosa")
    client.force_login(member)
    return member


def send(client, thread, **said):
    return client.post(f"/threads/{thread.pk}/posts/", said, **JSON)


def test_gets_the_post_as_its_author_sees_it(client, thread, writer):
    answer = send(client, thread, body="**Hi**", client_key=uuid.uuid4()).json()
    post = Post.objects.get(pk=answer["id"])
    assert answer["state"] == "published" and answer["url"] == f"/posts/{post.pk}/"
    assert "<strong>Hi</strong>" in answer["html"] and "is-own" in answer["html"]


def test_an_answer_that_got_lost_is_given_again(client, thread, writer):
    key = uuid.uuid4()
    first = send(client, thread, body="Hi", client_key=key).json()
    second = send(client, thread, body="Hi", client_key=key).json()
    assert first["id"] == second["id"]
    assert Post.objects.filter(author=writer).count() == 1


def test_a_held_post_comes_back_with_its_state_and_help(client, thread, writer, screening):
    screening.answer = CARE
    answer = send(client, thread, body="I cannot go on").json()
    assert answer["state"] == "held"
    assert "Waiting for a moderator" in answer["html"] and "/help/" in answer["html"]


def test_nothing_written_is_said_in_words(client, thread, writer):
    answer = send(client, thread, body=" ")
    assert answer.status_code == 422
    assert answer.json()["error"] == "Write something first."


def test_too_fast_is_said_in_words(client, thread, writer, settings):
    settings.POSTS_PER_MINUTE = 0
    answer = send(client, thread, body="Hi")
    assert answer.status_code == 429
    assert "Your text is kept" in answer.json()["error"]


def test_a_resource_that_is_gone_is_said_in_words(client, thread, writer):
    answer = send(client, thread, body="Look", resource=["999999"])
    assert answer.status_code == 422
    assert answer.json()["error"] == "This resource is no longer there."


def test_a_draft_says_when_it_was_saved(client, thread, writer):
    answer = client.post("/drafts/", {"thread": thread.pk, "body": "Half"})
    assert answer.json()["saved"] == Draft.objects.get().saved_at.isoformat()
    assert client.post("/drafts/", {"thread": thread.pk, "body": " "}).json() == {"saved": None}


def test_a_draft_longer_than_a_post_is_kept_as_far_as_it_goes(client, thread, writer):
    client.post("/drafts/", {"thread": thread.pk, "body": "a" * 9000})
    assert len(Draft.objects.get().body) == 8000


def test_a_draft_without_a_place_is_refused(client, writer):
    assert client.post("/drafts/", {"thread": "x", "body": "Half"}).status_code == 400
    assert client.post("/drafts/", {"body": "Half"}).status_code == 404


def test_a_preview_is_safe(client, writer):
    page = client.post("/preview/", {"body": "**a** <script>b</script>"}).content.decode()
    assert "<strong>a</strong>" in page and "<script>" not in page


def test_the_fragment_of_a_post_is_each_readers_own(client, thread, writer, screening):
    own = make_reply(thread, "mine", writer)
    screening.answer = HOLD
    others_held = make_reply(thread, "theirs")
    assert "is-own" in client.get(f"/posts/{own.pk}/fragment/").content.decode()
    assert client.get(f"/posts/{others_held.pk}/fragment/").status_code == 404


def test_an_unknown_word_is_refused(client, thread, writer):
    post = make_reply(thread)
    assert client.post(f"/posts/{post.pk}/react/", {"word": "like"}).status_code == 400


def test_reading_on_moves_the_marker_and_never_back(client, thread, writer):
    for _ in range(3):
        make_reply(thread)
    for seq, marked in (("2", 2), ("4", 4), ("3", 4), ("999", 4), ("x", 4)):
        assert client.post(f"/threads/{thread.pk}/read/", {"seq": seq}).status_code == 204
        assert thread.read_markers.get(member=writer).seq == marked


def test_a_suspended_writer_keeps_reading(client, thread, writer):
    suspend(writer, until=timezone.now() + timedelta(hours=1))
    assert client.get(thread.get_absolute_url()).status_code == 200
    assert send(client, thread, body="Hi").status_code == 403


def test_a_permalink_leads_to_the_right_page(client, thread, writer, settings):
    settings.POSTS_PER_MINUTE = 1000
    author = make_member()
    made = [make_reply(thread, str(number), author) for number in range(45)]
    for place, page in ((0, ""), (18, ""), (19, "?page=2"), (44, "?page=3")):
        answer = client.get(f"/posts/{made[place].pk}/")
        assert answer.url == f"{thread.get_absolute_url()}{page}#post-{made[place].pk}"
        assert f"post-{made[place].pk}" in client.get(answer.url).content.decode()


def test_a_wrong_page_number_shows_a_page(client, thread, writer):
    for number in ("0", "999", "x", "last", "-1"):
        assert client.get(f"{thread.get_absolute_url()}?page={number}").status_code == 200


def test_an_old_address_of_a_conversation_still_leads_there(client, thread, writer):
    answer = client.get(f"/conversations/{thread.space.slug}/{thread.pk}-old-title/")
    assert (answer.status_code, answer.url) == (302, thread.get_absolute_url())


def test_following_can_be_stopped(client, thread, writer):
    address = f"/threads/{thread.pk}/follow/"
    client.post(address, {"follow": "yes"})
    assert thread.follows.filter(member=writer).exists()
    client.post(address, {"follow": "no"})
    assert not thread.follows.filter(member=writer).exists()


def test_a_suggested_resource_is_a_reply_that_carries_it(adults, writer, thread, resource):
    sent = actions.suggest_resource(writer, thread, resource, client_key=uuid.uuid4())
    assert sent.post.suggestions.get().resource == resource
    assert resource.title in sent.post.body


def test_a_resource_for_adults_does_not_go_to_youth(older, resource):
    mentor = make_member(roles=("mentor",), cleared=True)
    with pytest.raises(ValidationError, match="not written for the people here"):
        actions.suggest_resource(mentor, make_thread(older), resource, client_key=uuid.uuid4())
