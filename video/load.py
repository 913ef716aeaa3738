"""How busy this process is: what its event loop uses of a core, and how long work waits for it."""

from __future__ import annotations

import time
from collections import deque

SMOOTH_S = 5.0
KEPT_WAITS = 600


class Load:
    """Measured on the thread of the event loop, which is what packets share. Call from there."""

    def __init__(self) -> None:
        self.share = 0.0
        self._waits: deque[float] = deque(maxlen=KEPT_WAITS)
        self._cpu, self._at = time.thread_time(), time.monotonic()

    def look(self) -> float:
        """The share of a core used lately, 0 to 1. A short burst does not count for much."""
        cpu, now = time.thread_time(), time.monotonic()
        passed = now - self._at
        if passed > 0:
            weight = min(1.0, passed / SMOOTH_S)
            self.share += weight * ((cpu - self._cpu) / passed - self.share)
        self._cpu, self._at = cpu, now
        return self.share

    def waited(self, seconds: float) -> None:
        """Something was due so long ago: a packet that came meanwhile waited as long."""
        self._waits.append(max(0.0, seconds))

    def wait(self, share: float) -> float:
        """So many of all waits (0 to 1) were at most so long, in seconds."""
        waits = sorted(self._waits)
        return waits[min(len(waits) - 1, int(share * len(waits)))] if waits else 0.0
