"""Packets as browsers send them, and ways to damage them."""

from __future__ import annotations

import struct

from tests.video.makers import rtp
from video import rtcp

NTP = 0xE9A0_0000_0000_0000


def report_block(ssrc, lost=0):
    return struct.pack("!LLLLLL", ssrc, lost << 24, 70_000, 12, 0, 0)


def compound(ssrc, media, number=100):
    """Everything that browsers put into one: SR, SDES, NACK, PLI, FIR, REMB, XR, BYE."""
    sender = struct.pack("!BBHLQLLL", 0x81, 200, 12, ssrc, NTP, 90_000, 500, 500_000)
    return (
        sender
        + report_block(media, 20)
        + struct.pack("!BBHLBB6sH", 0x81, 202, 4, ssrc, 1, 6, b"abcdef", 0)
        + rtcp.write_nack(media, [number, number + 1, number + 9])
        + rtcp.write_pli(media)
        + struct.pack("!BBHLLLL", 0x84, 206, 4, ssrc, 0, media, 1 << 24)
        + rtcp.write_remb(400_000, [media])
        + struct.pack("!BBHLBBHQ", 0x80, 207, 4, ssrc, 4, 0, 2, NTP)
        + struct.pack("!BBHL", 0x81, 203, 1, ssrc)
    )


def captured_rtcp(ssrc, media):
    receiver = struct.pack("!BBHL", 0x81, 201, 7, ssrc) + report_block(media)
    return [compound(ssrc, media), receiver, receiver + rtcp.write_pli(media),
            rtcp.write_nack(media, list(range(40))), rtcp.write_remb(1, [media])]  # fmt: skip


def captured_rtp(audio, video):
    vp8 = b"\x90\x80\x81\x23" + bytes(range(200)) * 5
    return [
        rtp(video, 100, body=vp8),
        rtp(video, 101, body=b"\x80\x80\x24" + b"x" * 900),
        rtp(video, 65_535, body=b""),
        rtp(audio, 7, "audio", level=0x80 | 20, body=b"\xfc" * 80),
        rtp(audio, 8, "audio", level=127, body=b"\xf8\xff\xfe"),
    ]


def damaged(data, chance):
    """The packet after one to four of the things that go wrong, or are made to."""
    data = bytearray(data)
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(7):
            case 0 if data:
                data[at % len(data)] ^= 1 << chance.randrange(8)
            case 1 if data:
                data[at % len(data)] = chance.choice((0, 1, 0x7F, 0x80, 0xFF))
            case 2:
                del data[at:]
            case 3:
                data[at:at] = chance.randbytes(chance.randrange(1, 9))
            case 4:
                del data[at : at + chance.randrange(1, 9)]
            case 5:
                data += data[: chance.randrange(40)]
            case _:
                data[2:4] = chance.randbytes(2)
    return bytes(data)


def damaged_text(text, chance):
    """As damaged, for text: characters, lines and numbers that do not belong."""
    odd = ["\x00", "\r", "\n", "é", "🙂", "9" * 30, "-1", "1e999", "NaN", "null", "true", "[]",
           "{}", '"', "\\", "[" * 2000, "a=ssrc:", "m=audio ", "a=mid:", " ", "\ud800"]  # fmt: skip
    for _ in range(chance.randrange(1, 5)):
        at, until = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
        match chance.randrange(5):
            case 0:
                text = text[:at] + chance.choice(odd) + text[at:]
            case 1:
                text = text[:at] + text[min(until, at + 40) :]
            case 2:
                text = text[:at] + chance.choice(odd) + text[at + 1 :]
            case 3:
                lines = text.splitlines(keepends=True) or [""]
                chance.shuffle(lines)
                text = "".join(lines)
            case _:
                text = text[:at] + text[at:until] * 2 + text[until:]
    return text
