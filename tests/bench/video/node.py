"""Our node and people in its rooms, who speak docs/signalling.md."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import sys
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import websockets

from tests.bench.video import sdp
from tests.bench.video.clock import Clock
from tests.bench.video.link import Link
from tests.bench.video.programs import running
from tests.bench.video.sending import Reports, Sender
from tests.bench.video.streams import Track
from tests.servers import free_port
from video.wire import KINDS, PAYLOAD_TYPES

UP_WITHIN_S = 30
BEARS_BITS_PER_S = 20_000_000
PING_EVERY_S = 10
members = iter(range(1, 1_000_000))


class Full(Exception):
    """The node takes no further room."""


class Person:
    """One participant: a socket for words, a link for media."""

    def __init__(self, site: str, room: str, seat: tuple[int, int], tracks: dict[str, Track],
                 clock: Clock) -> None:  # fmt: skip
        self._site, self._room, self._seat = site, room, seat
        self._tracks, self._clock = tracks, clock
        self._member = next(members)
        self.link = Link(samples=seat[0] == 0)
        self._senders: list[Sender] = []
        self._reports: Reports | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._is_in: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def come(self) -> None:
        """Raises Full, and RuntimeError or TimeoutError when they do not get in, with media."""
        who = {"room": self._room, "member": self._member, "name": f"Member {self._member}",
               "role": "host" if self._seat[0] == 0 else "participant"}  # fmt: skip
        url = f"{self._site}/token?{urlencode(who)}"
        token = (await asyncio.to_thread(urlopen, url, timeout=10)).read().decode()
        address = self._site.replace("http", "ws") + f"/ws/video/?member={self._member}"
        self._socket = await websockets.connect(address, max_size=None)
        await self._say("hello", version=2, token=token)
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._ping())]
        async with asyncio.timeout(UP_WITHIN_S):
            await self._is_in

    async def _say(self, type: str, **fields: Any) -> None:
        await self._socket.send(json.dumps({"type": type, **fields}))

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(PING_EVERY_S)
            await self._say("ping")

    async def _listen(self) -> None:
        async for text in self._socket:
            message = json.loads(text)
            match message["type"]:
                case "admitted":
                    await self._say("mic", on=True)
                    await self._say("camera", on=True)
                case "waiting" if message["waiting"]:
                    await self._say("admit_all")
                case "offer":
                    await self._answer(message)
                case "send_small":
                    self._senders[KINDS.index("small")].on = message["on"]
                case "error" | "moved":
                    is_busy = message.get("code") == "busy"
                    self._is_in.set_exception(Full() if is_busy else RuntimeError(message))

    async def _answer(self, offer: dict[str, Any]) -> None:
        remote = sdp.read(offer["sdp"])
        is_first = offer["seq"] == 1
        if is_first:
            self._own = await self.link.gather()
            self._make_senders(remote)
        ssrcs = {str(number): one.ssrc for number, one in enumerate(self._senders)}
        words = sdp.answer(remote, self._own, ssrcs)
        await self._say("answer", peer=offer["peer"], seq=offer["seq"], sdp=words)
        if self._reports is not None:
            self._reports.hears = [
                one.ssrc for one in remote.sections[len(KINDS) :] if one.ssrc is not None
            ]
        if is_first:
            self._tasks.append(asyncio.create_task(self._begin(remote)))

    def _make_senders(self, remote: sdp.Remote) -> None:
        for kind, section in zip(KINDS, remote.sections, strict=False):
            self._senders.append(
                Sender(
                    self.link, self._tracks[kind], random.randrange(1, 1 << 32),
                    PAYLOAD_TYPES[kind], section.level_id, self._seat,
                )
            )  # fmt: skip
        self._senders[KINDS.index("small")].on = False
        self._reports = Reports(self.link, self._senders, BEARS_BITS_PER_S)

    async def _begin(self, remote: sdp.Remote) -> None:
        self._clock.links.append(self.link)
        await self.link.connect(remote)
        assert self._reports is not None
        for one in (*self._senders, self._reports):
            one.begin(self._clock)
        self._is_in.set_result(None)

    async def go(self) -> None:
        for task in self._tasks:
            task.cancel()
        await self._socket.close()
        await self.link.close()


class Rooms:
    """Rooms of our node, one after the other."""

    def __init__(self, site: str, pid: int, tracks: dict[str, Track], clock: Clock) -> None:
        self._site, self.pid = site, pid
        self._tracks, self._clock = tracks, clock
        self.people: list[Person] = []
        self._rooms = 0

    async def add(self, people: int) -> None:
        self._rooms += 1
        for seat in range(people):
            person = Person(
                self._site, f"room-{self._rooms}", (seat, people), self._tracks, self._clock
            )
            self.people.append(person)
            await person.come()

    async def close(self) -> None:
        await asyncio.gather(*(person.go() for person in self.people))


@contextlib.asynccontextmanager
async def serving(tracks: dict[str, Track], clock: Clock, core: int | None) -> AsyncIterator[Rooms]:
    """The plane as it is in production: daphne on uvloop, everything on, one process."""
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "community.serve", "-b", "127.0.0.1", "-p", str(port),
               "-v", "0", "tests.video.server:application"]  # fmt: skip
    with running(command, port, core, environment) as pid:
        rooms = Rooms(f"http://127.0.0.1:{port}", pid, tracks, clock)
        try:
            yield rooms
        finally:
            await rooms.close()
