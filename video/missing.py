"""Packets of a publisher that did not arrive in turn: asked for again before a viewer has to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

# Late packets are given so long to come by themselves.
REORDERED_S = 0.02
# Then they are asked for, and again while they do not come.
AGAIN_S = 0.1
MOST_ASKS = 4
MOST_MISSING = 64


class Missing:
    """Of one stream. ask is given sequence numbers; called at most every REORDERED_S seconds."""

    def __init__(self, ask: Callable[[list[int]], None]) -> None:
        self._ask = ask
        # When each is next to be asked for, and how often it was.
        self._numbers: dict[int, tuple[float, int]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def skipped(self, first: int, count: int) -> None:
        """So many in a row did not come. A long gap is left to keyframes."""
        if count > MOST_MISSING or len(self._numbers) + count > MOST_MISSING:
            return
        due = asyncio.get_running_loop().time() + REORDERED_S
        for step in range(count):
            self._numbers[first + step & 0xFFFF] = due, 0
        self._wind(REORDERED_S)

    def came(self, number: int) -> None:
        """One that was late, or was sent again."""
        self._numbers.pop(number, None)

    def is_asked_for(self, number: int) -> bool:
        return number in self._numbers

    def stop(self) -> None:
        self._numbers.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wind(self, seconds: float) -> None:
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(seconds, self._go)

    def _go(self) -> None:
        self._timer = None
        now = asyncio.get_running_loop().time()
        wanted = [number for number, (due, _) in self._numbers.items() if due <= now]
        for number in wanted:
            asks = self._numbers[number][1] + 1
            if asks >= MOST_ASKS:
                del self._numbers[number]
            else:
                self._numbers[number] = now + AGAIN_S, asks
        if wanted:
            self._ask(wanted)
        if self._numbers:
            self._wind(REORDERED_S)
