"""Somebody who was blocked is not shown that the other one is here, or writes."""

from __future__ import annotations

import pytest
from channels.db import database_sync_to_async as in_thread

from community.members.bands import Band
from community.safety.actions import keep_away, let_near
from tests.factories import make_member
from tests.forums.conftest import make_space, make_thread, screening
from tests.realtime.conftest import Page, own_layer

__all__ = ["own_layer", "screening"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.integration]


@in_thread
def prepare():
    thread = make_thread(make_space("adults-talk", Band.ADULT))
    return make_member("Rosa"), make_member("Tobias"), make_member("Ines"), thread


async def names(page: Page) -> list[str]:
    return [one["name"] for one in (await page.hear("presence"))["people"]]


async def until(page: Page, wanted: list[str]) -> None:
    while await names(page) != wanted:
        pass


async def test_a_block_takes_me_off_their_open_page_at_once_and_off_nobody_elses():
    rosa, tobias, ines, thread = await prepare()
    pages = [await Page.of(one) for one in (rosa, tobias, ines)]
    for page in pages:
        await page.say(type="subscribe", topic=thread.topic)
    for page in pages:
        await until(page, ["Ines", "Rosa", "Tobias"])
    await in_thread(keep_away)(rosa, tobias, "block")
    await until(pages[1], ["Ines", "Tobias"])
    await until(pages[0], ["Ines", "Rosa"])
    await pages[0].say(type="typing", topic=thread.topic)
    assert (await pages[2].hear("typing"))["name"] == "Rosa"
    assert await pages[1].socket.receive_nothing(0.2)
    await in_thread(let_near)(rosa, tobias)
    await until(pages[1], ["Ines", "Rosa", "Tobias"])
    for page in pages:
        await page.socket.disconnect()
