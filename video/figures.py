"""What a node has done, in numbers, for metrics and for the operators' page."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from video.live import LiveRoom


class Figures:
    """Counts since the process began, and rates of the last seconds."""

    def __init__(self) -> None:
        self.received = self.lost = self.sent = self.sent_again = 0
        self.packets_per_s = 0.0
        self.lost_share = 0.0
        self._before: dict[int, tuple[int, int, int, int]] = {}
        self._at = time.monotonic()

    def look(self, rooms: Iterable[LiveRoom]) -> None:
        """Adds what happened since the last look. Streams that ended in between are let go."""
        now = time.monotonic()
        seen: dict[int, tuple[int, int, int, int]] = {}
        received = lost = sent = again = 0
        for live in rooms:
            for stream in live.switch.streams():
                counts = stream.counts()
                seen[stream.ssrc] = counts
                old = self._before.get(stream.ssrc, (0, 0, 0, 0))
                steps = [max(0, new - before) for new, before in zip(counts, old, strict=True)]
                received, lost = received + steps[0], lost + steps[1]
                sent, again = sent + steps[2], again + steps[3]
        self._before = seen
        self.received += received
        self.lost += lost
        self.sent += sent
        self.sent_again += again
        self.packets_per_s = sent / max(now - self._at, 1e-3)
        self.lost_share = lost / (received + lost) if received + lost else 0.0
        self._at = now
