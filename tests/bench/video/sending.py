"""One person's streams and reports, as a browser would send them."""

from __future__ import annotations

import random
import struct
import time

from tests.bench.video.clock import Clock
from tests.bench.video.link import Link, stamp
from tests.bench.video.streams import LOOP_S, Track
from video import rtcp

REPORT_EVERY_S = 1.0
MOST_BLOCKS = 31
# How long one person speaks, and -dBov of speech and of a quiet room.
TURN_S, SPEECH, QUIET = 4.0, 25, 90
NTP_EPOCH_S = 2_208_988_800


class Sender:
    """Sends one track over and over. speaks_in: whose turn it is in a room, by the clock.

    stamps: the last eight bytes of each payload become the moment of sending. Nobody who forwards
    looks there.
    """

    def __init__(self, link: Link, track: Track, ssrc: int, payload_type: int,
                 level_id: int | None = None, seat: tuple[int, int] = (0, 1),
                 stamps: bool = True) -> None:  # fmt: skip
        self._link, self._track = link, track
        self.ssrc = ssrc
        self._payload_type, self._level_id, self._seat = payload_type, level_id, seat
        self._stamps = stamps
        self._number = random.randrange(1 << 15)
        self._next = self._loops = self._bytes = self._sent = 0
        self._start = 0.0
        self.on = True

    def begin(self, clock: Clock) -> None:
        # Nobody's pictures fall on the same moments.
        self._start = time.monotonic() + random.random() * 0.1
        clock.add(self._start, self._send)

    def _send(self, now: float) -> float | None:
        if not self._link.is_up:
            return None
        packet = self._track.packets[self._next]
        if self.on:
            self._write(packet.timestamp, packet.is_last, packet.payload, now)
        self._next += 1
        if self._next == len(self._track.packets):
            self._next, self._loops = 0, self._loops + 1
        return self._start + self._loops * LOOP_S + self._track.packets[self._next].at

    def _write(self, timestamp: int, is_last: bool, payload: bytes, now: float) -> None:
        timestamp += self._loops * LOOP_S * self._track.clock
        self._number = self._number + 1 & 0xFFFF
        first = 0x80 if self._level_id is None else 0x90
        second = self._payload_type | (0x80 if is_last else 0)
        header = struct.pack(
            "!BBHLL", first, second, self._number, timestamp & 0xFFFFFFFF, self.ssrc
        )
        if self._level_id is not None:
            level = bytes((self._level_id << 4, self._level(now), 0, 0))
            header += b"\xbe\xde\x00\x01" + level
        if self._stamps:
            payload = payload[:-8] + stamp()
        self._link.send_rtp(header + payload)
        self._sent, self._bytes = self._sent + 1, self._bytes + len(payload)

    def _level(self, now: float) -> int:
        seat, of = self._seat
        return SPEECH if int(now / TURN_S) % of == seat else QUIET

    def report(self, blocks: list[bytes]) -> bytes:
        """A sender report with blocks about what the person receives."""
        wall = time.time() + NTP_EPOCH_S
        passed = time.monotonic() - self._start
        header = struct.pack("!BBHL", 0x80 | len(blocks), 200, 6 + 6 * len(blocks), self.ssrc)
        return header + struct.pack(
            "!QLLL", int(wall * (1 << 32)), int(passed * self._track.clock) & 0xFFFFFFFF,
            self._sent, self._bytes,
        ) + b"".join(blocks)  # fmt: skip


class Reports:
    """Once a second: sender reports, what was received, and what the line would bear."""

    def __init__(self, link: Link, senders: list[Sender], bears_bits_per_s: int) -> None:
        self._link, self._senders, self._bears = link, senders, bears_bits_per_s
        self.hears: list[int] = []

    def begin(self, clock: Clock) -> None:
        clock.add(time.monotonic() + random.random(), self._send)

    def _send(self, now: float) -> float | None:
        if not self._link.is_up:
            return None
        blocks = [struct.pack("!LLLLLL", ssrc, 0, 70_000, 12, 0, 0) for ssrc in self.hears]
        blocks = blocks[:MOST_BLOCKS]
        parts = [sender.report([]) for sender in self._senders if sender.on]
        if blocks:
            parts.append(rtcp.write_receiver_report(blocks))
            parts.append(rtcp.write_remb(self._bears, self.hears))
        if parts:
            self._link.send_rtcp(b"".join(parts))
        return now + REPORT_EVERY_S
