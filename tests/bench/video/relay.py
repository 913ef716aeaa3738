"""The baseline: people at a MediaRelay (relay_server.py). Two connections a person, as at Janus."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import sys
from collections.abc import AsyncIterator
from typing import Any

import websockets

from tests.bench.video import sdp
from tests.bench.video.clock import Clock
from tests.bench.video.link import Link
from tests.bench.video.programs import running
from tests.bench.video.sending import Reports, Sender
from tests.bench.video.streams import VIDEO_BITS_PER_S, Track
from tests.servers import free_port

ANSWERS_WITHIN_S = 30


class Person:
    def __init__(self, socket: Any, tracks: dict[str, Track], clock: Clock) -> None:
        self._socket, self._tracks, self._clock = socket, tracks, clock
        self.sends, self.gets = Link(), Link()

    async def publish(self) -> None:
        remote, ssrcs = await self._connect(self.sends, "publish")
        # What arrives is decoded: nothing of it may be overwritten by a stamp.
        senders = [
            Sender(
                self.sends, self._tracks[section.medium], ssrcs[section.mid],
                section.payload_type, stamps=False,
            )
            for section in remote.sections
        ]  # fmt: skip
        for one in (*senders, Reports(self.sends, senders, VIDEO_BITS_PER_S)):
            one.begin(self._clock)

    async def subscribe(self) -> None:
        remote, _ = await self._connect(self.gets, "subscribe")
        # The relay encodes for each viewer at the rate that this viewer bears.
        reports = Reports(self.gets, [], VIDEO_BITS_PER_S)
        reports.hears = [one.ssrc for one in remote.sections if one.ssrc is not None]
        reports.begin(self._clock)

    async def _connect(self, link: Link, what: str) -> tuple[sdp.Remote, dict[str, int]]:
        await self._socket.send(json.dumps({"type": what}))
        async with asyncio.timeout(ANSWERS_WITHIN_S):
            remote = sdp.read(json.loads(await self._socket.recv())["sdp"])
        ssrcs = {
            one.mid: random.randrange(1, 1 << 32)
            for one in remote.sections
            if one.direction == "recvonly"
        }
        own = await link.gather()
        self._clock.links.append(link)
        answer = sdp.answer(remote, own, ssrcs)
        await self._socket.send(json.dumps({"type": "answer", "to": what, "sdp": answer}))
        await link.connect(remote)
        return remote, ssrcs


class Rooms:
    """One room; people come all at once."""

    def __init__(self, address: str, pid: int, tracks: dict[str, Track], clock: Clock) -> None:
        self._address, self.pid = address, pid
        self._tracks, self._clock = tracks, clock
        self._sockets: list[Any] = []
        self.people: list[Person] = []

    async def add(self, people: int) -> None:
        for _ in range(people):
            socket = await websockets.connect(self._address, max_size=None)
            self._sockets.append(socket)
            self.people.append(Person(socket, self._tracks, self._clock))
        for person in self.people:
            await person.publish()
        for person in self.people:
            await person.subscribe()

    async def close(self) -> None:
        links = [link for person in self.people for link in (person.sends, person.gets)]
        await asyncio.gather(*(link.close() for link in links))
        for socket in self._sockets:
            await socket.close()


@contextlib.asynccontextmanager
async def serving(tracks: dict[str, Track], clock: Clock, core: int | None) -> AsyncIterator[Rooms]:
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.video.relay_server", str(port)]
    with running(command, port, core) as pid:
        rooms = Rooms(f"ws://127.0.0.1:{port}", pid, tracks, clock)
        try:
            yield rooms
        finally:
            await rooms.close()
