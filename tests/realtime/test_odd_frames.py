"""What a page should never send: an answer in words or "gone", and the socket stays."""

from __future__ import annotations

import pytest

from community.members.bands import Band
from community.realtime.threads import in_thread
from forums.models import Space
from tests.factories import make_member
from tests.forums.conftest import make_thread
from tests.forums.conftest import screening as screening
from tests.realtime.conftest import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.integration]
HUGE = 10**30


@pytest.fixture
async def page() -> Page:
    return await Page.of(await in_thread(make_member)("Rosa"))


async def still_there(page: Page) -> None:
    await page.say(type="ping")
    await page.hear("pong")


@pytest.mark.parametrize("kind", ["thread", "space", "session", "member", "moderation"])
@pytest.mark.parametrize("key", [str(HUGE), "-1", "\x00", "7\x00", "٣", "²", "x" * 1_500, "1:2"])
async def test_a_topic_with_an_odd_key_is_gone_like_any_other(page: Page, kind: str, key: str):
    await page.say(type="subscribe", topic=f"{kind}:{key}")
    assert await page.hear("gone") == {"topic": f"{kind}:{key}", "type": "gone"}
    await still_there(page)


@pytest.mark.parametrize("after", [HUGE, -HUGE, -1, 1.5, "7", None, True, [], {}])
async def test_an_odd_place_to_catch_up_from_does_no_harm(page: Page, after):
    thread = await in_thread(lambda: make_thread(Space.objects.create(
        slug="talk", name="Talk", band=Band.ADULT)))()  # fmt: skip
    await page.say(type="subscribe", topic=thread.topic, after=after)
    assert (await page.hear("subscribed"))["topic"] == thread.topic
    await still_there(page)


@pytest.mark.parametrize(
    "text",
    ['{"type": "subscribe", "topic": 7}', '{"type": ["ping"]}', "[" * 1_900, '{"type":' * 200,
     '{"type": "typing"}', '{"type": "subscribe", "topic": "' + "x" * 3_000 + '"}', "1e999", "NaN"],
)  # fmt: skip
async def test_what_cannot_be_meant_is_answered_in_words(page: Page, text: str):
    await page.socket.send_to(text_data=text)
    assert (await page.hear("error"))["message"].endswith(".")
    await still_there(page)


async def test_bytes_are_answered_in_words(page: Page):
    await page.socket.send_to(bytes_data=b"\xff\xfe")
    assert (await page.hear("error"))["message"].endswith(".")
    await still_there(page)


async def test_nobody_types_where_they_do_not_listen(page: Page):
    ines = await Page.of(await in_thread(make_member)("Ines"))
    thread = await in_thread(lambda: make_thread(Space.objects.create(
        slug="talk", name="Talk", band=Band.ADULT)))()  # fmt: skip
    await ines.say(type="subscribe", topic=thread.topic)
    await ines.hear("presence")
    await page.say(type="typing", topic=thread.topic)
    await still_there(page)
    with pytest.raises(TimeoutError):
        await ines.hear("typing", timeout=0.3)
    await page.say(type="subscribe", topic=thread.topic)
    await page.hear("presence")
    await page.say(type="typing", topic=thread.topic)
    assert (await ines.hear("typing"))["name"] == "Rosa"
