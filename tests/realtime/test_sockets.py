"""Who may hold a socket open, for how long, and what it says when it closes."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from community.members import actions
from community.members.bands import Band
from community.members.models import Member
from community.notices.actions import notify
from community.realtime.threads import in_thread
from forums.models import Space
from tests.factories import make_member
from tests.realtime.conftest import Page, cookie_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.integration]
AT_ONCE_S = 2.0


async def member(name: str = "Rosa", *args, **kwargs) -> Member:
    return await in_thread(make_member)(name, *args, **kwargs)


async def test_a_member_hears_their_own_notices_and_nobody_elses():
    rosa, ines = await member("Rosa"), await member("Ines")
    hers, other = await Page.of(rosa), await Page.of(ines)
    await in_thread(notify)(rosa, kind="test", title="A word for you")
    frame = await hers.hear("notice")
    assert (frame["title"], frame["unread"]) == ("A word for you", 1)
    assert await other.socket.receive_nothing(0.3)


async def test_nobody_listens_to_another_members_topic():
    rosa, ines = await member("Rosa"), await member("Ines")
    page = await Page.of(ines)
    await page.say(type="subscribe", topic=f"member:{rosa.pk}")
    assert (await page.hear("gone"))["topic"] == f"member:{rosa.pk}"


async def test_what_is_rolled_back_is_never_heard():
    from django.db import transaction

    rosa = await member()
    page = await Page.of(rosa)

    @in_thread
    def fails() -> None:
        with pytest.raises(RuntimeError), transaction.atomic():
            notify(rosa, kind="test", title="Never")
            raise RuntimeError

    await fails()
    assert await page.socket.receive_nothing(0.3)


async def test_somebody_who_is_signed_out_is_told_why_it_closes():
    page = Page()
    await page.socket.connect(timeout=5)
    closing = await page.closes()
    assert closing["code"] == 4401
    assert closing["reason"] == "You are signed out."


async def test_a_page_of_another_site_gets_no_socket():
    rosa = await member()
    page = Page(await cookie_of(rosa), origin=(b"origin", b"https://evil.example"))
    connected, _ = await page.socket.connect(timeout=5)
    assert not connected


async def test_a_ban_closes_every_page_at_once_and_says_so():
    rosa = await member()
    pages = [await Page.of(rosa) for _ in range(3)]
    began = time.monotonic()
    await in_thread(actions.ban)(rosa)
    for page in pages:
        closing = await page.closes()
        assert closing["code"] == 4403
        assert closing["reason"] == "Your access has changed."
    assert time.monotonic() - began < AT_ONCE_S


async def test_a_member_who_was_banned_gets_no_new_socket():
    rosa = await member()
    cookie = await cookie_of(rosa)
    await in_thread(actions.ban)(rosa)
    page = Page(cookie)
    await page.socket.connect(timeout=5)
    assert (await page.closes())["code"] in {4401, 4403}


@in_thread
def lose_role(staff: Member) -> None:
    actions.revoke_role(staff, "moderator")


@in_thread
def lose_clearance(staff: Member) -> None:
    actions.end_clearances(staff)


@pytest.mark.parametrize("loss", [lose_role, lose_clearance])
async def test_whoever_loses_a_right_loses_the_topic_at_once_and_keeps_the_page(loss):
    staff = await member("Ana", roles=("moderator",), cleared=True)
    await Space.objects.acreate(slug="youth", name="Youth", band=Band.OLDER)
    page = await Page.of(staff)
    await page.say(type="subscribe", topic="space:youth")
    await page.hear("subscribed")
    began = time.monotonic()
    await loss(staff)
    assert (await page.hear("gone"))["topic"] == "space:youth"
    assert time.monotonic() - began < AT_ONCE_S
    await page.say(type="ping")
    await page.hear("pong")


async def test_a_suspended_member_goes_on_reading():
    rosa = await member()
    await Space.objects.acreate(slug="talk", name="Talk", band=Band.ADULT)
    page = await Page.of(rosa)
    await page.say(type="subscribe", topic="space:talk")
    await page.hear("subscribed")
    await in_thread(actions.suspend)(rosa, until=timezone.now() + timedelta(hours=1))
    await asyncio.sleep(0.3)
    await page.say(type="ping")
    await page.hear("pong")


async def test_signing_out_closes_the_pages_of_that_browser_and_no_other():
    rosa = await member()
    client = Client()
    await in_thread(client.force_login)(rosa)
    here = Page(client.cookies["sessionid"].value)
    await here.socket.connect(timeout=5)
    await here.hear("subscribed")
    elsewhere = await Page.of(rosa)
    await in_thread(client.post)("/accounts/logout/")
    assert (await here.closes())["code"] == 4401
    await elsewhere.say(type="ping")
    await elsewhere.hear("pong")


@pytest.mark.parametrize(
    "text",
    ["nonsense", "[]", '"text"', "{}", '{"type": "unheard of"}', '{"type": "subscribe"}'],
)
async def test_what_cannot_be_read_is_answered_in_words_and_keeps_the_page(text: str):
    page = await Page.of(await member())
    await page.socket.send_to(text_data=text)
    assert (await page.hear("error"))["message"].endswith(".")
    await page.say(type="ping")
    await page.hear("pong")


@pytest.mark.parametrize("topic", ["thread:1", "thread:x", "nothing:1", "space:none", ":", ""])
async def test_what_is_not_there_is_gone_in_the_same_words(topic: str):
    page = await Page.of(await member())
    await page.say(type="subscribe", topic=topic)
    assert await page.hear("gone") == {"topic": topic, "type": "gone"}


async def test_a_page_that_never_stops_talking_is_closed_with_a_reason():
    page = await Page.of(await member())
    for _ in range(400):
        await page.say(type="ping")
    closing = await page.closes()
    assert closing["code"] == 4429
    assert "Too many messages" in closing["reason"]
