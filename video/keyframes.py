"""Asking publishers for keyframes: at once, but not more often than they can bear."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

GAP_S = 0.4


class KeyframeRequests:
    """Requests for one video stream. Those that come too soon after the last are answered by one
    later.

    send writes the request to the publisher; called at most every GAP_S seconds.
    """

    def __init__(self, send: Callable[[], None]) -> None:
        self._send = send
        self._later: asyncio.TimerHandle | None = None
        self._not_before = 0.0

    def ask(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        if now >= self._not_before:
            self._go()
        elif self._later is None:
            self._later = loop.call_at(self._not_before, self._go)

    def _go(self) -> None:
        self._later = None
        self._not_before = asyncio.get_running_loop().time() + GAP_S
        self._send()

    def stop(self) -> None:
        if self._later is not None:
            self._later.cancel()
            self._later = None
