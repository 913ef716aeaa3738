"""The streams that everybody sends: encoded once, the same for every server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.video.codeccontext import VideoCodecContext

# After so long the streams begin again, with a keyframe.
LOOP_S = 10
FRAMES_PER_S = 15
VIDEO_BITS_PER_S, SMALL_BITS_PER_S, AUDIO_BITS_PER_S = 300_000, 50_000, 32_000
VIDEO_CLOCK, AUDIO_CLOCK = 90_000, 48_000
AUDIO_FRAME_S = 0.02
LONGEST_PAYLOAD = 1_150


@dataclass(frozen=True)
class Packet:
    """at: when it is due, in seconds since the stream began. is_last: of its picture."""

    at: float
    timestamp: int
    is_last: bool
    payload: bytes


@dataclass(frozen=True)
class Track:
    clock: int
    packets: tuple[Packet, ...]

    @property
    def bits_per_s(self) -> float:
        return 8 * sum(len(packet.payload) for packet in self.packets) / LOOP_S


def video(width: int, height: int, bits_per_s: int) -> Track:
    """VP8 of a pattern that moves and flickers enough to need the bits."""
    packets = []
    for number, picture in enumerate(_pictures(width, height, bits_per_s)):
        at = number / FRAMES_PER_S
        parts = [picture[i : i + LONGEST_PAYLOAD] for i in range(0, len(picture), LONGEST_PAYLOAD)]
        for part_number, part in enumerate(parts):
            # RFC 7741: extended, start of the partition; picture id of 15 bits.
            first = 0x90 if part_number == 0 else 0x80
            descriptor = bytes((first, 0x80)) + (0x8000 | number).to_bytes(2, "big")
            is_last = part_number == len(parts) - 1
            packets.append(Packet(at, int(at * VIDEO_CLOCK), is_last, descriptor + part))
    return Track(VIDEO_CLOCK, tuple(packets))


def _pictures(width: int, height: int, bits_per_s: int) -> Iterator[bytes]:
    codec = av.CodecContext.create("libvpx", "w")
    assert isinstance(codec, VideoCodecContext)
    codec.width, codec.height, codec.pix_fmt = width, height, "yuv420p"
    codec.bit_rate = bits_per_s
    codec.time_base = Fraction(1, FRAMES_PER_S)
    codec.framerate = Fraction(FRAMES_PER_S)
    codec.gop_size = 3_000
    codec.options = {
        "deadline": "realtime", "cpu-used": "-6", "lag-in-frames": "0",
        "minrate": str(bits_per_s), "maxrate": str(bits_per_s), "bufsize": str(bits_per_s),
    }  # fmt: skip
    chance = np.random.default_rng(1)
    across, down = np.meshgrid(np.arange(width), np.arange(height))
    for number in range(LOOP_S * FRAMES_PER_S):
        wave = np.sin((across + 4 * number) / 15) * np.cos((down - 2 * number) / 11)
        grey = 128 + 70 * wave + chance.normal(0, 12, wave.shape)
        picture = np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format="yuv420p")
        frame.pts, frame.time_base = number, codec.time_base
        yield b"".join(bytes(packet) for packet in codec.encode(frame))


def audio() -> Track:
    """Opus of two tones with some noise, 20 ms a packet."""
    codec = av.CodecContext.create("libopus", "w")
    assert isinstance(codec, AudioCodecContext)
    codec.bit_rate, codec.sample_rate = AUDIO_BITS_PER_S, AUDIO_CLOCK
    codec.format, codec.layout = "s16", "stereo"
    codec.options = {"application": "voip"}
    samples = int(AUDIO_CLOCK * AUDIO_FRAME_S)
    chance = np.random.default_rng(2)
    packets: list[Packet] = []
    for number in range(int(LOOP_S / AUDIO_FRAME_S)):
        time = (np.arange(samples) + number * samples) / AUDIO_CLOCK
        tone = 6_000 * np.sin(2 * np.pi * 220 * time) + 3_000 * np.sin(2 * np.pi * 331 * time)
        sound = np.repeat((tone + chance.normal(0, 500, samples)).astype(np.int16), 2)
        frame = av.AudioFrame.from_ndarray(sound[None, :], format="s16", layout="stereo")
        frame.sample_rate, frame.pts = AUDIO_CLOCK, number * samples
        for packet in codec.encode(frame):
            at = len(packets) * AUDIO_FRAME_S
            packets.append(Packet(at, int(at * AUDIO_CLOCK), False, bytes(packet)))
    return Track(AUDIO_CLOCK, tuple(packets))


def tracks() -> dict[str, Track]:
    """What one person has to send, by kind."""
    return {
        "audio": audio(),
        "video": video(320, 240, VIDEO_BITS_PER_S),
        "small": video(160, 120, SMALL_BITS_PER_S),
    }
