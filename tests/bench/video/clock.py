"""What all clients do in time: send what is due, read what has come, report once a second."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable

from tests.bench.video.link import Link

TICK_S = 0.001
DRAIN_TICKS = 5
# What is due returns when it is due again, or None when it is over.
Due = Callable[[float], float | None]


class Clock:
    """One for all clients of a process."""

    def __init__(self) -> None:
        self.links: list[Link] = []
        self._due: list[tuple[float, int, Due]] = []
        self._numbers = itertools.count()

    def add(self, at: float, due: Due) -> None:
        heapq.heappush(self._due, (at, next(self._numbers), due))

    async def run(self) -> None:
        for tick in itertools.count():
            self._follow(time.monotonic())
            for link in self.links[tick % DRAIN_TICKS :: DRAIN_TICKS]:
                link.drain()
            await asyncio.sleep(TICK_S)

    def _follow(self, now: float) -> None:
        while self._due and self._due[0][0] <= now:
            _, _, due = heapq.heappop(self._due)
            again = due(now)
            if again is not None:
                self.add(again, due)
