"""Descriptions as light clients need them: enough to answer any of the servers, or to offer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from video.wire import AUDIO_LEVEL_ID, AUDIO_LEVEL_URI, OPUS, VP8

OPPOSITE = {"sendonly": "recvonly", "recvonly": "sendonly", "sendrecv": "recvonly"}
CODECS = {"audio": ("opus/48000", OPUS), "video": ("VP8/90000", VP8)}


@dataclass(frozen=True)
class Own:
    """What our descriptions say about the client's end of a connection."""

    ufrag: str
    password: str
    fingerprint: str
    host: str
    port: int


@dataclass
class Section:
    medium: str
    mid: str
    direction: str
    payload_type: int
    level_id: int | None = None
    ssrc: int | None = None


@dataclass
class Remote:
    """A server's description, read for what a client acts on."""

    ufrag: str
    password: str
    fingerprints: list[tuple[str, str]]
    setup: str
    candidates: list[str]
    sections: list[Section] = field(default_factory=list)


def read(text: str) -> Remote:
    """Raises IndexError or StopIteration when something that every server says is missing."""
    parts = re.split(r"^(?=m=)", text, flags=re.MULTILINE)
    return Remote(
        ufrag=_values(text, "ice-ufrag")[0],
        password=_values(text, "ice-pwd")[0],
        fingerprints=[
            (name, value) for name, value in (v.split(" ") for v in _values(text, "fingerprint"))
        ],
        setup=_values(text, "setup")[0],
        candidates=sorted(set(_values(text, "candidate"))),
        sections=[_section(part) for part in parts[1:]],
    )


def _values(text: str, name: str) -> list[str]:
    return re.findall(rf"^a={name}:(.*?)\r?$", text, flags=re.MULTILINE)


def _section(text: str) -> Section:
    medium = text[2:].split(" ", 1)[0]
    codec = CODECS[medium][0].lower()
    direction = re.search(r"^a=(sendrecv|sendonly|recvonly|inactive)\r?$", text, re.MULTILINE)
    numbers = (value.split(" ")[0] for value in _values(text, "rtpmap") if codec in value.lower())
    levels = [v.split(" ")[0] for v in _values(text, "extmap") if AUDIO_LEVEL_URI in v]
    ssrcs = _values(text, "ssrc")
    return Section(
        medium=medium,
        mid=_values(text, "mid")[0],
        direction=direction[1] if direction else "sendrecv",
        payload_type=int(next(numbers)),
        level_id=int(levels[0]) if levels else None,
        ssrc=int(ssrcs[0].split(" ")[0]) if ssrcs else None,
    )


def answer(remote: Remote, own: Own, ssrcs: dict[str, int]) -> str:
    """Takes all that is offered; ssrcs says under which number we send in which section."""
    mirrored = [
        Section(
            one.medium, one.mid, OPPOSITE.get(one.direction, "inactive"),
            one.payload_type, one.level_id, ssrcs.get(one.mid),
        )
        for one in remote.sections
    ]  # fmt: skip
    return _write(mirrored, own, "active")


def offer(own: Own, audio: int, video: int) -> str:
    """Offers to send one voice and one picture."""
    return _write(
        [
            Section("audio", "0", "sendonly", OPUS, AUDIO_LEVEL_ID, audio),
            Section("video", "1", "sendonly", VP8, None, video),
        ],
        own,
        "actpass",
    )


def _write(sections: list[Section], own: Own, setup: str) -> str:
    lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0"]
    lines.append("a=group:BUNDLE " + " ".join(section.mid for section in sections))
    for section in sections:
        lines += _lines(section, own, setup)
    return "\r\n".join(lines) + "\r\n"


def _lines(section: Section, own: Own, setup: str) -> list[str]:
    number = section.payload_type
    lines = [
        f"m={section.medium} 9 UDP/TLS/RTP/SAVPF {number}",
        "c=IN IP4 0.0.0.0",
        f"a=mid:{section.mid}",
        f"a={section.direction}",
        "a=rtcp-mux",
        f"a=ice-ufrag:{own.ufrag}",
        f"a=ice-pwd:{own.password}",
        f"a=fingerprint:sha-256 {own.fingerprint}",
        f"a=setup:{setup}",
    ]
    if section.medium == "audio":
        lines.append(f"a=rtpmap:{number} opus/48000/2")
    else:
        lines.append(f"a=rtpmap:{number} VP8/90000")
        lines += [f"a=rtcp-fb:{number} {what}" for what in ("nack", "nack pli", "goog-remb")]
    if section.level_id is not None:
        lines.append(f"a=extmap:{section.level_id} {AUDIO_LEVEL_URI}")
    if section.ssrc is not None:
        lines.append(f"a=ssrc:{section.ssrc} cname:{own.ufrag}")
    lines.append(f"a=candidate:1 1 udp 2130706431 {own.host} {own.port} typ host")
    lines.append("a=end-of-candidates")
    return lines
