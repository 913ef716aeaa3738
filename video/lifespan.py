"""The life of a server process: its node is there from the first moment, and leaves in order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from video.node import node

Message = dict[str, Any]


async def lifespan(
    scope: Message,
    receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    """ASGI's lifespan protocol. An idle node is found by one that drains."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            node().begin()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await node().end()
            await send({"type": "lifespan.shutdown.complete"})
            return
