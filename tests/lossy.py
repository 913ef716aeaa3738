"""A bad network of the test's own: UDP with packets that are lost, late and out of order."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Callable
from typing import cast

Address = tuple[str, int]


class Weather:
    """What befalls a packet: lost with the chance `loss`, else late by up to `jitter_s`."""

    def __init__(self, loss: float, jitter_s: float, seed: int) -> None:
        self.loss, self.jitter_s = loss, jitter_s
        self.passed = self.lost = 0
        self._dice = random.Random(seed)

    def through(self, send: Callable[[], None]) -> None:
        if self._dice.random() < self.loss:
            self.lost += 1
            return
        self.passed += 1
        late = self._dice.uniform(0, self.jitter_s)
        asyncio.get_running_loop().call_later(late, send)


class _End(asyncio.DatagramProtocol):
    """One of the two sockets of a port. What arrives leaves by the other."""

    def __init__(self, weather: Weather, peer: Address | None = None) -> None:
        self._weather, self._peer = weather, peer
        self._learns = peer is None
        self._transport: asyncio.DatagramTransport | None = None
        self.other: _End | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        if self._learns:
            self._peer = addr
        if self.other is not None:
            self._weather.through(lambda other=self.other: other.send(data))

    def send(self, data: bytes) -> None:
        if self._peer is not None and self._transport is not None:
            self._transport.sendto(data, self._peer)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


class LossyNetwork:
    """Stands at `shown` in front of a node at `behind`, on the same ports at both.

    A node has one port for each person, so whoever spoke last at a port is its person.
    """

    def __init__(self, shown: str, behind: str, ports: range, weather: Weather) -> None:
        self._shown, self._behind, self._ports = shown, behind, ports
        self.weather = weather
        self._ends: list[_End] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _listen(self) -> None:
        for port in self._ports:
            outer = await self._end(None, (self._shown, port))
            inner = await self._end((self._behind, port), (self._behind, 0))
            outer.other, inner.other = inner, outer

    async def _end(self, peer: Address | None, local: Address) -> _End:
        _, end = await self._loop.create_datagram_endpoint(
            lambda: _End(self.weather, peer), local_addr=local
        )
        self._ends.append(end)
        return end

    async def _close(self) -> None:
        for end in self._ends:
            end.close()
