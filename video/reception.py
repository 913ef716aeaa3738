"""How well a publisher's packets arrive at the node; written into the receiver report."""

from __future__ import annotations

import struct
import time


class Reception:
    """Counts one stream (RFC 3550, appendix A.3). Jitter is left at zero: nobody acts on it."""

    __slots__ = (
        "_base",
        "_bytes",
        "_cycles",
        "_expected_before",
        "_highest",
        "_lost_share",
        "_received",
        "_received_before",
        "_report_at",
        "_report_middle",
        "ssrc",
    )

    def __init__(self, ssrc: int) -> None:
        self.ssrc = ssrc
        self._base = -1
        self._highest = 0
        self._cycles = 0
        self._received = 0
        self._bytes = 0
        self._expected_before = 0
        self._lost_share = 0.0
        self._received_before = 0
        self._report_middle = 0
        self._report_at = 0.0

    def count(self, packet: bytes) -> int:
        """How far the packet is from the one before: 1 in turn, more after a gap, 0 twice the same,
        0x8000 and more for one that is late.
        """
        number = packet[2] << 8 | packet[3]
        self._received += 1
        self._bytes += len(packet)
        if self._base < 0:
            self._base = self._highest = number
            return 1
        step = number - self._highest & 0xFFFF
        if step < 0x8000:
            if number < self._highest and step:
                self._cycles += 0x10000
            self._highest = number
        return step

    @property
    def received(self) -> int:
        return self._received

    @property
    def lost(self) -> int:
        """Packets that never came, as far as numbers tell."""
        if self._base < 0:
            return 0
        return max(0, self._cycles + self._highest - self._base + 1 - self._received)

    @property
    def lost_share(self) -> float:
        """Of the packets between the last two reports, 0 to 1; those that came after all count as
        received.
        """
        return self._lost_share

    @property
    def next_number(self) -> int | None:
        """The sequence number that the next packet should have; None before the first."""
        return None if self._base < 0 else self._highest + 1 & 0xFFFF

    def take_bytes(self) -> int:
        """Bytes since the last call."""
        taken, self._bytes = self._bytes, 0
        return taken

    def heard_report(self, report: bytes) -> None:
        """Notes the publisher's sender report, from which it will reckon its round trip."""
        self._report_middle = int.from_bytes(report[10:14], "big")
        self._report_at = time.monotonic()

    def block(self) -> bytes | None:
        """The report block for the time since the last one; None before the first packet."""
        if self._base < 0:
            return None
        highest = self._cycles + self._highest
        expected = highest - self._base + 1
        lost = min(max(expected - self._received, 0), 0x7FFFFF)
        new = expected - self._expected_before
        missed = new - (self._received - self._received_before)
        fraction = min(255, 256 * missed // new) if new > 0 and missed > 0 else 0
        self._lost_share = fraction / 256
        self._expected_before, self._received_before = expected, self._received
        delay = int((time.monotonic() - self._report_at) * 65536) if self._report_at else 0
        return struct.pack(
            "!LLLLLL",
            self.ssrc,
            fraction << 24 | lost,
            highest & 0xFFFFFFFF,
            0,
            self._report_middle,
            min(delay, 0xFFFFFFFF),
        )
