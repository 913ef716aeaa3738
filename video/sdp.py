"""Session descriptions: written from the node's plan, read with suspicion."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from video.wire import AUDIO_LEVEL_ID, AUDIO_LEVEL_URI, OPUS, PAYLOAD_TYPES, VP8, Kind

LONGEST_ANSWER = 64 * 1024
MOST_SECTIONS = 64
UFRAG = re.compile(r"[A-Za-z0-9+/]{4,256}")
PASSWORD = re.compile(r"[A-Za-z0-9+/]{22,256}")
FINGERPRINT = re.compile(r"(sha-256|sha-384|sha-512) ((?:[0-9A-Fa-f]{2}:){31,63}[0-9A-Fa-f]{2})")
SSRC = re.compile(r"ssrc:(\d{1,10})(?: .*)?")
Direction = Literal["recvonly", "sendonly", "inactive"]

Medium = Literal["audio", "video"]
MEDIA: dict[Kind, Medium] = {"audio": "audio", "video": "video", "small": "video"}
ABOUT: dict[Medium, tuple[str, ...]] = {
    "audio": (
        f"a=rtpmap:{OPUS} opus/48000/2",
        f"a=fmtp:{OPUS} minptime=10;useinbandfec=1",
        f"a=rtcp-fb:{OPUS} nack",
        f"a=extmap:{AUDIO_LEVEL_ID} {AUDIO_LEVEL_URI}",
    ),
    "video": (
        f"a=rtpmap:{VP8} VP8/90000",
        f"a=rtcp-fb:{VP8} nack",
        f"a=rtcp-fb:{VP8} nack pli",
        f"a=rtcp-fb:{VP8} ccm fir",
        f"a=rtcp-fb:{VP8} goog-remb",
    ),
}


class BadAnswer(Exception):
    """The answer cannot be used. The message is fit to be shown."""


@dataclass(frozen=True)
class LocalCandidate:
    foundation: str
    priority: int
    host: str
    port: int


@dataclass(frozen=True)
class Local:
    """What an offer says about the node's end."""

    ufrag: str
    password: str
    fingerprint: str
    candidates: tuple[LocalCandidate, ...]


@dataclass(frozen=True)
class Section:
    """One media section of an offer. person and ssrc are set where the node sends."""

    kind: Kind
    direction: Direction
    person: str = ""
    ssrc: int = 0


@dataclass(frozen=True)
class Answer:
    """What the node needs to know of an answer. ssrcs has those of the client by section number."""

    ufrag: str
    password: str
    fingerprints: tuple[tuple[str, str], ...]
    setup: Literal["active", "passive"]
    ssrcs: dict[int, int] = field(default_factory=dict)


def write_offer(local: Local, sections: Sequence[Section], version: int) -> str:
    """The offer. Only the first section carries addresses: all are bundled on it."""
    lines = [
        "v=0",
        f"o=- 1 {version} IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE " + " ".join(str(mid) for mid in range(len(sections))),
        "a=msid-semantic:WMS *",
    ]
    for mid, section in enumerate(sections):
        lines += _section(local, section, mid)
    return "\r\n".join(lines) + "\r\n"


def _section(local: Local, section: Section, mid: int) -> list[str]:
    medium = MEDIA[section.kind]
    lines = [
        f"m={medium} 9 UDP/TLS/RTP/SAVPF {PAYLOAD_TYPES[section.kind]}",
        "c=IN IP4 0.0.0.0",
        "a=rtcp:9 IN IP4 0.0.0.0",
        f"a=ice-ufrag:{local.ufrag}",
        f"a=ice-pwd:{local.password}",
        f"a=fingerprint:sha-256 {local.fingerprint}",
        "a=setup:actpass",
        f"a=mid:{mid}",
        f"a={section.direction}",
        "a=rtcp-mux",
        *ABOUT[medium],
    ]
    if section.direction == "sendonly":
        lines += [
            f"a=msid:{section.person} {section.person}-{section.kind}",
            f"a=ssrc:{section.ssrc} cname:{section.person}",
        ]
    if mid == 0:
        lines += [
            f"a=candidate:{c.foundation} 1 udp {c.priority} {c.host} {c.port} typ host"
            for c in local.candidates
        ]
        lines.append("a=end-of-candidates")
    return lines


def read_answer(text: str) -> Answer:
    """Raises BadAnswer for whatever is not a usable answer. Candidates in it are not looked at."""
    if len(text) > LONGEST_ANSWER:
        raise BadAnswer("The answer is too long.")
    common, sections = _split(text)
    if not sections:
        raise BadAnswer("The answer has no media sections.")
    first = common + sections[0]
    fingerprints = tuple(
        (match[1], match[2].upper())
        for line in first
        if line.startswith("fingerprint:") and (match := FINGERPRINT.fullmatch(line[12:].strip()))
    )
    if not fingerprints:
        raise BadAnswer("The answer has no fingerprint that can be checked.")
    setup = _value(first, "setup:")
    if setup not in ("active", "passive"):
        raise BadAnswer("The answer does not say who starts the encryption.")
    return Answer(
        ufrag=_checked(first, "ice-ufrag:", UFRAG),
        password=_checked(first, "ice-pwd:", PASSWORD),
        fingerprints=fingerprints,
        setup="active" if setup == "active" else "passive",
        ssrcs=dict(_ssrcs(sections)),
    )


def _split(text: str) -> tuple[list[str], list[list[str]]]:
    common: list[str] = []
    sections: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith("m="):
            sections.append([])
        elif line.startswith("a="):
            (sections[-1] if sections else common).append(line[2:])
    if len(sections) > MOST_SECTIONS:
        raise BadAnswer("The answer has too many sections.")
    return common, sections


def _value(lines: list[str], name: str) -> str:
    return next((line[len(name) :].strip() for line in lines if line.startswith(name)), "")


def _checked(lines: list[str], name: str, pattern: re.Pattern[str]) -> str:
    value = _value(lines, name)
    if not pattern.fullmatch(value):
        raise BadAnswer("The answer lacks the credentials of the connection.")
    return value


def _ssrcs(sections: list[list[str]]) -> list[tuple[int, int]]:
    found = []
    for number, lines in enumerate(sections):
        for line in lines:
            match = SSRC.fullmatch(line)
            if match and 0 < int(match[1]) < 1 << 32:
                found.append((number, int(match[1])))
                break
    return found
