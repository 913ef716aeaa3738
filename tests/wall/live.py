"""Real sockets of real pages, straight into the application: what each may listen to, who is said
to be there, and every frame that reaches anybody.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

from asgiref.sync import async_to_sync
from channels.layers import channel_layers, get_channel_layer
from channels.testing import WebsocketCommunicator

from community.config.asgi import application
from community.realtime import consumers
from community.realtime.topics import group_of
from tests.wall.ground import MISSING_NUMBER
from tests.wall.oracle import Who
from tests.wall.world import World

HEADERS = [(b"host", b"localhost"), (b"origin", b"http://localhost")]
TOPICS_EACH = 80
EVENTS = 60
CLOSED = {4401, 4403}
Topics = list[tuple[str, Callable[[Who], bool]]]


def ask(world: World, people: list[Who], topics: Topics, cookies: dict[Who, str]) -> Iterator[str]:
    channel_layers.backends.clear()
    # A browser that asks for so much is sent away; here all of it is asked on purpose.
    with (
        mock.patch.object(consumers, "BURST", 10**6),
        mock.patch.object(consumers, "MOST_TOPICS", 10**6),
    ):
        found = async_to_sync(_ask)(world, people, topics, cookies)
    channel_layers.backends.clear()
    yield from found


async def _ask(
    world: World, people: list[Who], topics: Topics, cookies: dict[Who, str]
) -> list[str]:
    found: list[str] = []
    pages: dict[Who, WebsocketCommunicator] = {}
    allowed: dict[Who, set[str]] = {}
    for who in people:
        page = WebsocketCommunicator(
            application, "/ws/live/", headers=[*HEADERS, (b"cookie", cookies[who].encode())]
        )
        await page.connect(timeout=20)
        if not who.takes_part:
            closing = await page.receive_output(20)
            shut = closing["type"] == "websocket.close" and closing["code"] in CLOSED
            found.append("" if shut else f"{who} has an open socket")
            continue
        pages[who], allowed[who] = page, {f"member:{who.pk}"}
        found += await _subscribe(world, who, page, topics, allowed[who])
    await _happen(world, pages, allowed)
    for who, page in pages.items():
        found += [_heard(world, who, text, allowed[who]) for text in _all_of(page)]
        await page.disconnect(timeout=20)
    return found


async def _subscribe(
    world: World, who: Who, page: WebsocketCommunicator, topics: Topics, allowed: set[str]
) -> list[str]:
    """What is beyond the wall is gone in the same words as what never was."""
    found = []
    chosen = world.chance.sample(topics, min(TOPICS_EACH, len(topics)))
    missing = [
        (f"{kind}:{MISSING_NUMBER}", lambda _: False) for kind in ("thread", "desk", "hosts")
    ]
    for topic, may_hear in [*chosen, *missing]:
        if topic in allowed:
            continue
        await page.send_to(text_data=json.dumps({"type": "subscribe", "topic": topic, "after": 0}))
        while True:
            text = await page.receive_from(timeout=20)
            frame = json.loads(text)
            if frame.get("topic") == topic and frame["type"] in ("gone", "subscribed"):
                break
            found.append(_heard(world, who, text, allowed | {topic}))
        heard = frame["type"] == "subscribed"
        if heard:
            allowed.add(topic)
        same = heard or text == json.dumps({"topic": topic, "type": "gone"}, separators=(",", ":"))
        right = heard == may_hear(who) and same
        found.append("" if right else f"{who} listens to {topic}: {text}")
    return found


async def _happen(
    world: World, pages: dict[Who, WebsocketCommunicator], allowed: dict[Who, set[str]]
) -> None:
    """Things go on: what had been told is told again, and people write."""
    layer = get_channel_layer()
    open_now = set().union(*allowed.values())
    told = [one for one in world.told if one["topic"] in open_now]
    for message in world.chance.sample(told, min(EVENTS, len(told))):
        await layer.group_send(group_of(message["topic"]), message)
    for who, page in pages.items():
        for topic in sorted(allowed[who])[:4]:
            await page.send_to(text_data=json.dumps({"type": "typing", "topic": topic}))
    await asyncio.sleep(1.5)


def _all_of(page: WebsocketCommunicator) -> Iterator[str]:
    while not page.output_queue.empty():
        message = page.output_queue.get_nowait()
        if message["type"] == "websocket.send":
            yield message["text"]


def _heard(world: World, who: Who, text: str, allowed: set[str]) -> str:
    frame: dict[str, Any] = json.loads(text)
    topic = frame.get("topic", "")
    if topic not in allowed and frame["type"] != "gone":
        return f"{who} heard {frame['type']} of {topic}"
    found = world.leaks(who, text)
    world.seen += not found and bool(world.found_in(text))
    return f"{who} heard {found[0]} in {frame['type']} of {topic}" if found else ""
