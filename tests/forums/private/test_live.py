"""A message arrives on the receiver's own topic, on theirs and on nobody else's."""

from __future__ import annotations

import uuid

import pytest
from channels.db import database_sync_to_async as in_thread

from community.safety.actions import keep_away
from forums.private import actions
from tests.factories import make_member
from tests.realtime.conftest import Page, own_layer

__all__ = ["own_layer"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.integration]


@in_thread
def prepare():
    people = make_member("Rosa"), make_member("Tobias"), make_member("Ines")
    for one in people:
        actions.set_letterbox(one, is_open=True)
    return people


@in_thread
def send(author, to, body):
    return actions.write(author, to, body, uuid.uuid4()).message


async def test_the_two_hear_it_each_as_they_may_see_it_and_nobody_else_does():
    rosa, tobias, ines = await prepare()
    pages = [await Page.of(one) for one in (rosa, tobias, ines)]
    await send(rosa, tobias, "May I write?")
    own, theirs = await pages[0].hear("private"), await pages[1].hear("private")
    assert own["mine"]
    assert "Take back" in own["html"]
    assert not theirs["mine"]
    assert "Report" in theirs["html"]
    assert await pages[2].socket.receive_nothing(0.2)
    await in_thread(keep_away)(rosa, tobias, "block")
    await send(tobias, rosa, "Hello?")
    assert "Hello?" in (await pages[1].hear("private"))["html"]
    assert await pages[0].socket.receive_nothing(0.2)
    for page in pages:
        await page.socket.disconnect()
