"""One viewer of one stream: what they may ask for, and what they missed."""

from __future__ import annotations

import time
from typing import Protocol

from video import rtcp
from video.allowance import Allowance

# What one viewer may have sent again of one stream: two pictures' worth at once, then a trickle.
AGAIN_PER_S, AGAIN_BURST = 60, 120
# And how often they may ask for a keyframe, which everybody pays for.
KEYFRAMES_PER_S, KEYFRAMES_BURST = 0.5, 4
# For so long after a viewer joined in, packets from before that are not asked for in earnest.
FORGET_GAP_S = 5.0
# What a report says of more packets than this is no count but a new beginning.
MOST_BETWEEN_REPORTS = 10_000


class Wire(Protocol):
    """A media connection that packets can be written to."""

    def send_rtp(self, packet: bytes) -> None: ...

    def send_rtcp(self, packet: bytes) -> None: ...

    def forget(self, ssrc: int) -> None: ...


class Viewer:
    """Somebody who agreed to get the stream. is_paused: not now, by their wish or their network."""

    __slots__ = ("again", "first", "first_until", "heard", "is_paused", "keyframes", "wire")

    def __init__(self, wire: Wire, is_paused: bool) -> None:
        self.wire = wire
        self.is_paused = is_paused
        self.again = Allowance(AGAIN_PER_S, AGAIN_BURST)
        self.keyframes = Allowance(KEYFRAMES_PER_S, KEYFRAMES_BURST)
        self.first: int | None = None
        self.first_until = 0.0
        self.heard: rtcp.Report | None = None

    def starts_at(self, number: int | None) -> None:
        """What came before is not theirs to ask for: their browser takes it for lost."""
        self.first, self.first_until = number, time.monotonic() + FORGET_GAP_S
        self.heard = None

    def may_ask(self, number: int, now: float) -> bool:
        is_before = now < self.first_until and self._is_before(number)
        return not is_before and self.again.take(now)

    def _is_before(self, number: int) -> bool:
        return self.first is not None and number - self.first & 0xFFFF >= 0x8000

    def losses(self, report: rtcp.Report, lost_before: float) -> tuple[float, int] | None:
        """How many packets the viewer missed of how many, since the last report.

        lost_before: the share that the node itself never got. What was held back from the viewer is
        in the first report after it; what came late or was sent again counts against what was
        missing.
        """
        if self.heard is None and self._is_before(report.highest & 0xFFFF):
            return None
        known, self.heard = self.heard, report
        if known is None:
            return None
        packets, lost = report.highest - known.highest & 0xFFFFFFFF, report.lost - known.lost
        if packets > MOST_BETWEEN_REPORTS or abs(lost) > MOST_BETWEEN_REPORTS:
            return None
        return lost - lost_before * packets, packets
