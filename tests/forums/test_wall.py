"""The wall between the bands: what is beyond it is answered exactly as what does not exist."""

from __future__ import annotations

import re

import pytest

from community.members.actions import end_clearances
from community.members.bands import Band
from forums import queries, topics
from forums.models import Post, Space, Thread
from tests.factories import make_member
from tests.forums.conftest import make_reply, make_space, make_thread

pytestmark = pytest.mark.django_db
NONCE = re.compile(
    r"nonce=\"[^\"]*\"|nonce-[\w+/=-]+|value=\"[A-Za-z0-9]{64}\"|\"[A-Za-z0-9]{64}\""
)

OTHERS = [
    (Band.ADULT, Band.OLDER),
    (Band.ADULT, Band.YOUNGER),
    (Band.OLDER, Band.ADULT),
    (Band.OLDER, Band.YOUNGER),
    (Band.YOUNGER, Band.ADULT),
    (Band.YOUNGER, Band.OLDER),
]


def body(answer, *names: str) -> str:
    """The page without what is new on each: nonces, tokens, and the address itself."""
    text = NONCE.sub("", answer.content.decode())
    for name in names:
        text = text.replace(name, "")
    return text


def addresses(space: Space, thread: Thread, post: Post) -> list[tuple[str, str, str]]:
    """(method, what is there, what is not): alike but for a number or a name that nobody has."""
    gone = 987_654
    return [
        ("get", f"/conversations/{space.slug}/", "/conversations/no-such-space/"),
        ("get", f"/conversations/{space.slug}/new/", "/conversations/no-such-space/new/"),
        ("get", thread.get_absolute_url(), f"/conversations/{space.slug}/{gone}-{thread.slug}/"),
        ("get", f"/posts/{post.pk}/", f"/posts/{gone}/"),
        ("get", f"/posts/{post.pk}/fragment/", f"/posts/{gone}/fragment/"),
        ("get", f"/posts/{post.pk}/quote/", f"/posts/{gone}/quote/"),
        ("get", f"/posts/{post.pk}/edit/", f"/posts/{gone}/edit/"),
        ("get", f"/posts/{post.pk}/withdraw/", f"/posts/{gone}/withdraw/"),
        ("get", f"/threads/{thread.pk}/resources/", f"/threads/{gone}/resources/"),
        ("post", f"/conversations/{space.slug}/new/", "/conversations/no-such-space/new/"),
        ("post", f"/threads/{thread.pk}/posts/", f"/threads/{gone}/posts/"),
        ("post", f"/threads/{thread.pk}/follow/", f"/threads/{gone}/follow/"),
        ("post", f"/threads/{thread.pk}/read/", f"/threads/{gone}/read/"),
        ("post", f"/posts/{post.pk}/react/", f"/posts/{gone}/react/"),
        ("post", f"/posts/{post.pk}/withdraw/", f"/posts/{gone}/withdraw/"),
    ]


@pytest.mark.parametrize(("own", "other"), OTHERS)
def test_beyond_the_wall_is_the_same_as_missing(own, other, client):
    space = make_space("beyond", other)
    thread = make_thread(space)
    post = make_reply(thread)
    client.force_login(make_member(band=own))
    said = {"title": "t", "body": "b", "word": "same", "follow": "yes", "seq": "1"}
    for method, there, missing in addresses(space, thread, post):
        first = getattr(client, method)(there, said if method == "post" else {})
        second = getattr(client, method)(missing, said if method == "post" else {})
        assert (first.status_code, second.status_code) == (404, 404), there
        assert body(first, there) == body(second, missing), there
    assert thread.posts.count() == 2


@pytest.mark.parametrize(("own", "other"), OTHERS)
def test_beyond_the_wall_is_in_no_list_search_or_topic(own, other, client):
    space = make_space("beyond", other)
    thread = make_thread(space, title="Zebra crossing")
    make_reply(thread, "zebra zebra")
    member = make_member(band=own)
    client.force_login(member)
    for address in ("/conversations/", "/search/?q=zebra"):
        page = client.get(address).content.decode()
        assert "Zebra crossing" not in page and "beyond" not in page.lower()
    assert not queries.find(member, "zebra", 1).page.object_list
    assert not topics.may_hear_thread(member, str(thread.pk))
    assert not topics.may_hear_space(member, space.slug)


def test_a_draft_cannot_probe_the_wall(older, client):
    thread = make_thread(older)
    client.force_login(make_member())
    assert client.post("/drafts/", {"thread": thread.pk, "body": "x"}).status_code == 404
    assert client.post("/drafts/", {"space": older.slug, "body": "x"}).status_code == 404
    assert client.post("/drafts/", {"space": "nothing", "body": "x"}).status_code == 404


def test_a_quote_in_the_composer_does_not_cross(adults, older, client):
    secret = make_reply(make_thread(older), "youth secret")
    client.force_login(make_member())
    page = client.get(
        f"{make_thread(adults).get_absolute_url()}?quote={secret.pk}"
    ).content.decode()
    assert "youth secret" not in page


def test_superusers_and_operators_do_not_cross(older, client):
    thread = make_thread(older)
    client.force_login(make_member(roles=("operator",), is_superuser=True, is_staff=True))
    assert client.get(thread.get_absolute_url()).status_code == 404


def test_a_moderator_crosses_with_a_clearance_and_loses_it_with_it(older, client):
    thread = make_thread(older)
    member = make_member(roles=("moderator",), cleared=True)
    client.force_login(member)
    assert client.get(thread.get_absolute_url()).status_code == 200
    assert topics.may_hear_thread(member, str(thread.pk))
    end_clearances(member)
    assert client.get(thread.get_absolute_url()).status_code == 404


def test_an_uncleared_moderator_does_not_cross(younger, client):
    thread = make_thread(younger)
    client.force_login(make_member(roles=("moderator",)))
    assert client.get(thread.get_absolute_url()).status_code == 404


def test_strangers_are_asked_to_sign_in_whether_it_exists_or_not(older, client):
    thread = make_thread(older)
    for address in (
        thread.get_absolute_url(),
        "/conversations/x/1-y/",
        "/conversations/",
        "/search/",
    ):
        answer = client.get(address)
        assert answer.status_code == 302 and "/accounts/login/" in answer.url


def test_topics_of_nonsense_are_nobodys(db):
    member = make_member()
    for key in ("", "x", "-1", "1 or 1=1", "9" * 30, "²"):
        assert not topics.may_hear_thread(member, key)
        assert not topics.may_hear_space(member, key)


def test_who_can_see_is_said_before_writing(younger, older, adults, client):
    for space, words in (
        (younger, "Only people aged 13–15 and the team can see this."),
        (older, "Only people aged 16–17 and the team can see this."),
        (adults, "Only adults in this community and the team can see this."),
    ):
        client.force_login(make_member(band=space.age_band))
        assert words in client.get(f"/conversations/{space.slug}/new/").content.decode()
