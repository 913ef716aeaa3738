"""What an open page hears, and that it costs one render however many pages are open."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest
from channels.db import database_sync_to_async as in_thread
from channels.layers import channel_layers
from channels.testing import WebsocketCommunicator
from django.db import transaction

from community.members.actions import end_clearances
from community.members.bands import Band
from community.realtime.consumers import LiveConsumer
from forums import actions, fragments
from forums.actions import Words
from forums.models import Post
from forums.moderation import PostContent
from forums.states import State
from tests.factories import make_member
from tests.forums.conftest import HOLD, make_reply, make_space, make_thread

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]


@pytest.fixture(autouse=True)
def own_layer():
    """Each test has its own event loop, so it needs its own layer."""
    channel_layers.backends.clear()
    yield
    channel_layers.backends.clear()


class Page:
    """One socket of one open page."""

    def __init__(self, member) -> None:
        self.member = member
        self.socket = WebsocketCommunicator(LiveConsumer.as_asgi(), "/ws/live/")
        self.socket.scope["user"] = member
        self.socket.scope["session"] = SimpleNamespace(session_key=f"key-{member.pk}")

    async def say(self, **message) -> None:
        await self.socket.send_to(text_data=json.dumps(message))

    async def hear(self, kind: str, timeout: float = 20) -> dict:
        """The next frame of that type; others are passed over."""
        while True:
            frame = json.loads(await self.socket.receive_from(timeout=timeout))
            if frame["type"] == kind:
                return frame

    async def hears_nothing(self, kind: str, seconds: float = 0.3) -> bool:
        try:
            while True:
                frame = json.loads(
                    await asyncio.wait_for(self.socket.receive_from(timeout=5), seconds)
                )
                if frame["type"] == kind:
                    return False
        except TimeoutError:
            return True


@asynccontextmanager
async def page(member, topic: str = "", after: int | None = None):
    opened = Page(member)
    await opened.socket.connect()
    await opened.hear("subscribed")
    if topic:
        extra = {} if after is None else {"after": after}
        await opened.say(type="subscribe", topic=topic, **extra)
    try:
        yield opened
    finally:
        await opened.socket.disconnect()


@in_thread
def set_up(band=Band.OLDER, readers=1):
    space = make_space("talk", band)
    author = make_member("Juno", band=band)
    thread = make_thread(space, author=author)
    people = [make_member(band=band) for _ in range(readers)]
    return SimpleNamespace(space=space, author=author, thread=thread, readers=people)


reply = in_thread(make_reply)


async def test_a_reply_appears_on_an_open_page():
    world = await set_up()
    async with page(world.readers[0], world.thread.topic) as reader:
        await reader.hear("presence")
        post = await reply(world.thread, "Hello **there**", world.author)
        frame = await reader.hear("post")
    assert (frame["id"], frame["seq"], frame["name"]) == (post.pk, 2, "Juno")
    assert "<strong>there</strong>" in frame["html"]


async def test_two_hundred_pages_hear_a_reply_that_was_rendered_once(monkeypatch):
    world = await set_up(readers=20)
    rendered = []
    render = fragments.render_post
    monkeypatch.setattr(
        fragments, "render_post", lambda post: rendered.append(post.pk) or render(post)
    )
    pages = [Page(world.readers[number % 20]) for number in range(200)]
    for opened in pages:
        await opened.socket.connect()
        await opened.say(type="subscribe", topic=world.thread.topic)
        await opened.hear("presence")
    post = await reply(world.thread, "To all of you", world.author)
    frames = await asyncio.gather(*(opened.hear("post") for opened in pages))
    assert rendered == [post.pk]
    assert len({json.dumps(frame, sort_keys=True) for frame in frames}) == 1
    for opened in pages:
        await opened.socket.disconnect()


async def test_nothing_in_a_fragment_depends_on_who_reads():
    world = await set_up()
    post = await reply(world.thread, "Hello", world.author)
    html = (await in_thread(fragments.post_frame)(post.pk))["html"]
    assert "is-own" not in html and "csrf" not in html


async def test_a_returning_page_gets_what_it_missed_and_nothing_twice():
    world = await set_up()
    first = await reply(world.thread, "one", world.author)
    second = await reply(world.thread, "two", world.author)
    await in_thread(actions.edit)(world.author, first, Words("one, better"))
    async with page(world.readers[0], world.thread.topic, after=3) as reader:
        frame = await reader.hear("post")
        assert (frame["id"], frame["seq"]) == (first.pk, 4)
        assert "one, better" in frame["html"]
        assert await reader.hears_nothing("post")
    async with page(world.readers[0], world.thread.topic, after=1) as reader:
        assert [(await reader.hear("post"))["id"] for _ in range(2)] == [second.pk, first.pk]


async def test_a_page_that_was_away_too_long_is_told_to_reload(monkeypatch):
    monkeypatch.setattr(fragments, "MOST_MISSED", 3)
    world = await set_up()
    for number in range(4):
        await reply(world.thread, str(number), world.author)
    async with page(world.readers[0], world.thread.topic, after=1) as reader:
        assert (await reader.hear("reload"))["topic"] == world.thread.topic


async def test_a_held_post_is_heard_of_by_its_author_alone(screening):
    world = await set_up()
    async with (
        page(world.author) as own,
        page(world.readers[0], world.thread.topic) as other,
    ):
        await other.hear("presence")
        screening.answer = HOLD
        post = await reply(world.thread, "waits", world.author)
        frame = await own.hear("own_post")
        assert (frame["post"], frame["state"]) == (post.pk, "held")
        assert await other.hears_nothing("post")
        await in_thread(transaction.atomic(PostContent().publish))(post.pk)
        assert (await other.hear("post"))["id"] == post.pk
        assert (await own.hear("own_post"))["state"] in {"held", "published"}


async def test_what_a_moderator_takes_down_goes_from_open_pages():
    world = await set_up()
    post = await reply(world.thread, "secret words", world.author)
    async with page(world.readers[0], world.thread.topic) as reader:
        await reader.hear("presence")
        await in_thread(transaction.atomic(PostContent().hide))(post.pk)
        frame = await reader.hear("post")
        assert frame["state"] == State.HIDDEN
        assert "secret words" not in frame["html"]
        assert "A moderator took this post down" in frame["html"]


async def test_typing_and_presence():
    world = await set_up()
    async with (
        page(world.readers[0], world.thread.topic) as reader,
        page(world.author, world.thread.topic) as author,
    ):
        await author.hear("presence")
        here: set[str] = set()
        while here != {"Juno", world.readers[0].display_name}:
            here = {person["name"] for person in (await reader.hear("presence"))["people"]}
        await author.say(type="typing", topic=world.thread.topic)
        assert (await reader.hear("typing"))["name"] == "Juno"


async def test_an_adult_hears_gone_for_a_youth_topic_as_for_a_missing_one():
    world = await set_up()
    adult = await in_thread(make_member)()
    answers = []
    for topic in (world.thread.topic, "thread:987654", world.space.topic, "space:nowhere"):
        async with page(adult, topic) as outside:
            frame = await outside.hear("gone")
            answers.append({key: value for key, value in frame.items() if key != "topic"})
    assert answers == [{"type": "gone"}] * 4


async def test_an_adult_page_hears_nothing_of_a_youth_reply():
    world = await set_up()
    adult = await in_thread(make_member)()
    async with page(adult, world.thread.topic, after=0) as outside:
        await outside.hear("gone")
        await reply(world.thread, "for us", world.author)
        assert await outside.hears_nothing("post")


async def test_a_lapsed_clearance_ends_listening():
    world = await set_up()
    moderator = await in_thread(make_member)(roles=("moderator",), cleared=True)
    async with page(moderator, world.thread.topic) as inside:
        await inside.hear("presence")
        await in_thread(end_clearances)(moderator)
        assert (await inside.hear("gone", timeout=2))["topic"] == world.thread.topic


async def test_a_reaction_appears_as_words():
    world = await set_up()
    post = await reply(world.thread, "hello", world.author)
    async with page(world.author, world.thread.topic) as own:
        await own.hear("presence")
        await in_thread(actions.react)(world.readers[0], post, "strength")
        frame = await own.hear("reactions")
    assert frame["post"] == post.pk
    assert world.readers[0].display_name in frame["html"]


async def test_the_list_of_a_space_hears_of_a_new_conversation():
    world = await set_up()
    async with page(world.readers[0], world.space.topic) as reader:
        await reader.hear("subscribed")
        thread = await in_thread(make_thread)(world.space, "Brand new", author=world.author)
        frame = await reader.hear("thread")
    assert frame["id"] == thread.pk and "Brand new" in frame["html"]


async def test_seq_numbers_follow_the_order_of_commits():
    world = await set_up(readers=6)

    async def write(member):
        for number in range(5):
            await reply(world.thread, f"{number}", member)

    await asyncio.gather(*(write(member) for member in world.readers))
    seqs = await in_thread(lambda: sorted(Post.objects.values_list("seq", flat=True)))()
    assert seqs == list(range(1, 32))
