"""What a node has done, in numbers, for metrics and for the operators' page."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from video.live import LiveRoom

Counts = tuple[int, int, int, int]
NOTHING: Counts = (0, 0, 0, 0)


@dataclass(frozen=True)
class Lately:
    """How a room, or all of them, fared since the look before. Shares are 0 to 1."""

    packets_per_s: float = 0.0
    lost_share: float = 0.0
    missed_share: float = 0.0


class Figures:
    """Counts since the process began, and rates of the last seconds."""

    def __init__(self) -> None:
        self.received = self.lost = self.sent = self.sent_again = 0
        self.packets_per_s = 0.0
        self.lost_share = 0.0
        self.rooms: dict[str, Lately] = {}
        self._before: dict[int, Counts] = {}
        self._at = time.monotonic()

    def look(self, rooms: Iterable[LiveRoom]) -> None:
        """Adds what happened since the last look. Streams that ended in between are let go."""
        now = time.monotonic()
        seconds = max(now - self._at, 1e-3)
        seen: dict[int, Counts] = {}
        steps: dict[str, Counts] = {}
        missed: dict[str, float] = {}
        for live in rooms:
            steps[live.room.id] = self._steps(live, seen)
            missed[live.room.id] = live.switch.take_missed()
        received, lost, sent, again = _sum(steps.values())
        self.received += received
        self.lost += lost
        self.sent += sent
        self.sent_again += again
        self.packets_per_s = sent / seconds
        self.lost_share = _share(lost, received)
        self.rooms = {
            name: Lately(one[2] / seconds, _share(one[1], one[0]), missed[name])
            for name, one in steps.items()
        }
        self._before, self._at = seen, now

    def _steps(self, live: LiveRoom, seen: dict[int, Counts]) -> Counts:
        found = []
        for stream in live.switch.streams():
            seen[stream.ssrc] = counts = stream.counts()
            old = self._before.get(stream.ssrc, NOTHING)
            steps = [max(0, new - before) for new, before in zip(counts, old, strict=True)]
            found.append((steps[0], steps[1], steps[2], steps[3]))
        return _sum(found)


def _sum(counts: Iterable[Counts]) -> Counts:
    added = [sum(column) for column in zip(NOTHING, *counts, strict=True)]
    return added[0], added[1], added[2], added[3]


def _share(lost: int, received: int) -> float:
    return lost / (received + lost) if received + lost else 0.0
