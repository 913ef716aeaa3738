"""RTCP: only what a forwarding node reads and writes. Reading never raises."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from video.wire import NODE_SSRC

SENDER_REPORT, RECEIVER_REPORT, TRANSPORT_FEEDBACK, PAYLOAD_FEEDBACK = 200, 201, 205, 206
NACK, PLI, FIR, REMB = 1, 1, 4, 15
REPORT_LENGTH = 24
SENDER_REPORT_LENGTH = 28


@dataclass(frozen=True)
class Part:
    """One packet of a compound: its kind, the five-bit count or format, and all its bytes."""

    kind: int
    count: int
    data: bytes

    @property
    def ssrc(self) -> int:
        return int.from_bytes(self.data[4:8], "big")

    @property
    def media_ssrc(self) -> int:
        return int.from_bytes(self.data[8:12], "big")


@dataclass(frozen=True)
class Report:
    """A receiver's word on one stream since it began. lost: packets that are missing still, less
    those that came twice; highest: the highest sequence number, with the count of rounds above it.
    The share lost since the last report is not read: it takes what is late for lost.
    """

    ssrc: int
    lost: int
    highest: int


def read(compound: bytes) -> Iterator[Part]:
    """The parts of a compound, up to the first that is damaged."""
    at = 0
    while len(compound) - at >= 8:
        first, kind, words = struct.unpack_from("!BBH", compound, at)
        end = at + 4 * (words + 1)
        if first >> 6 != 2 or words < 1 or end > len(compound):
            return
        yield Part(kind, first & 0x1F, compound[at:end])
        at = end


def reports(part: Part) -> Iterator[Report]:
    """The report blocks of a sender's or receiver's report."""
    at = SENDER_REPORT_LENGTH if part.kind == SENDER_REPORT else 8
    for _ in range(part.count):
        if at + REPORT_LENGTH > len(part.data):
            return
        ssrc, lost, highest = struct.unpack_from("!LLL", part.data, at)
        lost &= 0xFFFFFF
        yield Report(ssrc, lost - (1 << 24) if lost >> 23 else lost, highest)
        at += REPORT_LENGTH


def nacked(part: Part) -> Iterator[int]:
    """Sequence numbers that a receiver misses."""
    for at in range(12, len(part.data) - 3, 4):
        first, more = struct.unpack_from("!HH", part.data, at)
        yield first
        for bit in range(16):
            if more >> bit & 1:
                yield (first + bit + 1) & 0xFFFF


def keyframe_wanted(part: Part) -> list[int]:
    """The streams of which a PLI or FIR asks a keyframe."""
    if part.count == PLI and len(part.data) >= 12:
        return [part.media_ssrc]
    if part.count == FIR:
        return [
            int.from_bytes(part.data[at : at + 4], "big") for at in range(12, len(part.data) - 7, 8)
        ]
    return []


def estimate(part: Part) -> int | None:
    """Bits a second of a `goog-remb` message; None when the part is none."""
    if part.count != REMB or len(part.data) < 20 or part.data[12:16] != b"REMB":
        return None
    rate = int.from_bytes(part.data[16:20], "big")
    return (rate & 0x3FFFF) << (rate >> 18 & 0x3F)


def sender_report(part: Part) -> bytes | None:
    """The report without its blocks, which speak of streams that the next hop has never seen."""
    if len(part.data) < SENDER_REPORT_LENGTH:
        return None
    return struct.pack("!BBH", 0x80, SENDER_REPORT, 6) + part.data[4:SENDER_REPORT_LENGTH]


def write_pli(ssrc: int) -> bytes:
    return struct.pack("!BBHLL", 0x80 | PLI, PAYLOAD_FEEDBACK, 2, NODE_SSRC, ssrc)


def write_nack(ssrc: int, sequence_numbers: list[int]) -> bytes:
    items = b"".join(struct.pack("!HH", number, 0) for number in sequence_numbers)
    words = 2 + len(sequence_numbers)
    header = struct.pack("!BBHLL", 0x80 | NACK, TRANSPORT_FEEDBACK, words, NODE_SSRC, ssrc)
    return header + items


def write_receiver_report(blocks: list[bytes]) -> bytes:
    header = struct.pack(
        "!BBHL", 0x80 | len(blocks), RECEIVER_REPORT, 1 + 6 * len(blocks), NODE_SSRC
    )
    return header + b"".join(blocks)


def write_remb(bits_per_s: int, ssrcs: list[int]) -> bytes:
    """The most that a publisher should send, as the `goog-remb` message says it."""
    exponent = max(0, bits_per_s.bit_length() - 18)
    mantissa = bits_per_s >> exponent
    rate = len(ssrcs) << 24 | exponent << 18 | mantissa
    body = struct.pack("!LL4sL", NODE_SSRC, 0, b"REMB", rate)
    body += b"".join(struct.pack("!L", ssrc) for ssrc in ssrcs)
    return struct.pack("!BBH", 0x80 | REMB, PAYLOAD_FEEDBACK, len(body) // 4) + body
