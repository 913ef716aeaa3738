"""The signalling socket: reads messages, hands them to the room, writes what comes back."""

from __future__ import annotations

import asyncio
import logging
import time

from channels.generic.websocket import AsyncWebsocketConsumer

from video import protocol
from video.node import node
from video.protocol import Command, Message, Moved, Refused
from video.seats import Seat

HELLO_WITHIN_S = 10.0
MOST_NONSENSE = 50
MOST_UNSENT = 400
BURST = 120
REFILL_PER_S = 10.0
log = logging.getLogger(__name__)


class VideoConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # Channels has no types
    """Speaks the protocol of docs/signalling.md for one member."""

    async def connect(self) -> None:
        self._seat: Seat | None = None
        self._nonsense = 0
        self._left, self._at = float(BURST), time.monotonic()
        self._closing = False
        self._outbox: asyncio.Queue[Message | tuple[int, str]] = asyncio.Queue()
        await self.accept()
        self._writer = asyncio.ensure_future(self._write())
        self._late = asyncio.get_running_loop().call_later(HELLO_WITHIN_S, self._too_late)
        if not self.scope["user"].is_authenticated:
            self.hang_up(protocol.NOT_SIGNED_IN, "You are signed out.")

    async def disconnect(self, code: int) -> None:
        self._late.cancel()
        self._closing = True
        if self._seat is not None:
            self._seat.live.lost(self._seat, self)
        self._writer.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self._closing:
            return
        if not self._allowed():
            self.hang_up(protocol.TOO_FAST, "Too many messages.")
            return
        kind: str | None = None
        try:
            command = protocol.read(text_data)
            kind = command.type
            await self._follow(command)
        except Refused as refused:
            self._refuse(refused, kind)
        except Moved as moved:
            self.post({"type": "moved", "url": moved.url})
            self.hang_up(protocol.MOVED, "This room is on another node.")
        except Exception:
            log.exception("a signalling message could not be followed")
            close = protocol.BROKEN if self._seat is None else None
            self._refuse(Refused("internal", "Something went wrong. Try again.", close), kind)

    async def _follow(self, command: Command) -> None:
        if command.type == "hello":
            await self._hello(command)
        elif self._seat is not None:
            await self._seat.live.take(self._seat, command)
        elif command.type == "ping":
            self.post({"type": "pong"})
        elif command.type == "leave":
            self.hang_up(protocol.LEFT, "You left.")
        else:
            raise Refused("not_allowed", "Say hello first.")

    async def _hello(self, command: Command) -> None:
        if self._seat is not None:
            raise Refused("not_allowed", "You are in already.")
        if command.fields["version"] != protocol.VERSION:
            words = "This page is out of date. Reload it."
            raise Refused("version", words, protocol.WRONG_VERSION)
        self._late.cancel()
        self._seat = await node().join(
            command.fields["token"],
            command.fields.get("resume", ""),
            self.scope["user"].pk,
            self.scope["session"].session_key,
            self,
        )
        if self._closing:
            # The socket closed while the room was asked.
            self._seat.live.lost(self._seat, self)

    def _refuse(self, refused: Refused, kind: str | None) -> None:
        self.post(protocol.error(refused, kind))
        if refused.close is not None:
            self.hang_up(refused.close, refused.message)
            return
        self._nonsense += 1
        if self._nonsense >= MOST_NONSENSE:
            self.hang_up(protocol.NONSENSE, "Too many messages that make no sense.")

    def _allowed(self) -> bool:
        now = time.monotonic()
        self._left = min(BURST, self._left + (now - self._at) * REFILL_PER_S) - 1
        self._at = now
        return self._left >= 0

    def _too_late(self) -> None:
        self.hang_up(protocol.NO_HELLO, "No hello in time.")

    # ---- writing

    def post(self, message: Message) -> None:
        """Queues a message. A client that does not read is let go rather than kept in memory."""
        if self._closing:
            return
        if self._outbox.qsize() >= MOST_UNSENT:
            self.hang_up(protocol.TOO_FAST, "Too much was left unread.")
            return
        self._outbox.put_nowait(message)

    def hang_up(self, code: int, reason: str) -> None:
        """Closes after what is queued has been written."""
        if not self._closing:
            self._closing = True
            self._outbox.put_nowait((code, reason))

    async def _write(self) -> None:
        while True:
            item = await self._outbox.get()
            try:
                if isinstance(item, tuple):
                    await self.close(code=item[0], reason=item[1])
                    return
                text = protocol.write(item)
                await self.base_send({"type": "websocket.send", "text": text})
            except Exception:
                log.debug("a socket went away while being written to", exc_info=True)
                return
