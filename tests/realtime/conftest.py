"""One socket of one open page, straight into the application with its origin check."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from channels.layers import channel_layers
from channels.testing import WebsocketCommunicator
from django.test import Client

from community.config.asgi import application
from community.realtime.threads import in_thread

ORIGIN = (b"origin", b"http://localhost")


@pytest.fixture(autouse=True)
def own_layer() -> Iterator[None]:
    """Each test has its own event loop, so it needs its own layer."""
    channel_layers.backends.clear()
    yield
    channel_layers.backends.clear()


@in_thread
def cookie_of(member: Any) -> str:
    client = Client()
    client.force_login(member)
    return str(client.cookies["sessionid"].value)


class Page:
    def __init__(self, cookie: str = "", origin: tuple[bytes, bytes] = ORIGIN) -> None:
        headers = [(b"host", b"localhost"), origin]
        if cookie:
            headers.append((b"cookie", f"sessionid={cookie}".encode()))
        self.socket = WebsocketCommunicator(application, "/ws/live/", headers=headers)

    @classmethod
    async def of(cls, member: Any) -> Page:
        page = cls(await cookie_of(member))
        connected, _ = await page.socket.connect(timeout=5)
        assert connected
        await page.hear("subscribed")
        return page

    async def say(self, **message: Any) -> None:
        await self.socket.send_to(text_data=json.dumps(message))

    async def hear(self, kind: str, timeout: float = 20) -> dict[str, Any]:
        """The next frame of that type; others are passed over."""
        async with asyncio.timeout(timeout):
            while True:
                frame = json.loads(await self.socket.receive_from(timeout=timeout))
                if frame["type"] == kind:
                    return frame

    async def closes(self, timeout: float = 20) -> dict[str, Any]:
        """The closing message; frames before it are passed over."""
        async with asyncio.timeout(timeout):
            while True:
                message = await self.socket.receive_output(timeout)
                if message["type"] == "websocket.close":
                    return message
