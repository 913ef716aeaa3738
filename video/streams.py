"""One stream of one publisher, and the viewers who get it."""

from __future__ import annotations

import time
from typing import Protocol

from video import rtcp
from video.keyframes import KeyframeRequests
from video.packetcache import PacketCache
from video.reception import Reception
from video.wire import LONGEST_RTP, PAYLOAD_TYPES, RTP_HEADER, Kind

NACK_AGAIN_S = 0.1
MOST_NACKED = 64
# Steps of RTP packets without payload that keep SRTP's packet index alive while a stream is held
# back.
STEP = 8_192


class Wire(Protocol):
    """A media connection that packets can be written to."""

    def send_rtp(self, packet: bytes) -> None: ...

    def send_rtcp(self, packet: bytes) -> None: ...

    def forget(self, ssrc: int) -> None: ...


class Stream:
    """Forwards each packet byte for byte to every viewer, while it may flow."""

    def __init__(self, kind: Kind, ssrc: int, person: str, source: Wire) -> None:
        self.kind = kind
        self.ssrc = ssrc
        self.person = person
        self.reception = Reception(ssrc)
        self._source = source
        self._payload_type = PAYLOAD_TYPES[kind]
        self._viewers: dict[int, Wire] = {}
        self._flows = False
        self._cache = PacketCache() if kind == "video" else None
        self._asked_again: dict[int, float] = {}
        self._keyframes = KeyframeRequests(lambda: source.send_rtcp(rtcp.write_pli(ssrc)))
        # What the packet path reads: the viewers' send functions, none while nothing may flow.
        self._sends: tuple[object, ...] = ()
        self._held_back = 0
        self.loud = 0
        self.heard = 0

    # ---- the packet path

    def forward(self, packet: bytes) -> None:
        """Takes one decrypted RTP packet of this stream and sends it on."""
        if packet[1] & 0x7F != self._payload_type or not RTP_HEADER <= len(packet) <= LONGEST_RTP:
            return
        self.reception.count(packet)
        if not self._flows:
            self._hold_back(packet)
            return
        if self._cache is not None:
            self._cache.put(packet)
        else:
            self._listen(packet)
        for send in self._sends:
            send(packet)  # type: ignore[operator]

    def _listen(self, packet: bytes) -> None:
        """Reads the audio level (RFC 6464): -dBov in seven bits of the one extension we offer."""
        if packet[0] & 0x1F == 0x10 and len(packet) > 17 and packet[12:14] == b"\xbe\xde":
            self.heard += 1
            if packet[17] & 0x7F < 50:
                self.loud += 1

    def _hold_back(self, packet: bytes) -> None:
        """Now and then an empty packet goes out in place of what is held back.

        Otherwise sequence numbers could jump by more than SRTP can follow, and a person who was
        muted for long would stay silent after coming back.
        """
        self._held_back += 1
        if self._held_back % STEP == 0:
            bare = bytes((0x80, packet[1] & 0x7F)) + packet[2:RTP_HEADER]
            for viewer in self._viewers.values():
                viewer.send_rtp(bare)

    # ---- who gets it

    def watch(self, viewer_id: int, viewer: Wire) -> None:
        """Adds a viewer; a video starts with a keyframe."""
        self._viewers[viewer_id] = viewer
        self._rebuild()
        if self._flows:
            self.ask_keyframe()

    def unwatch(self, viewer_id: int) -> None:
        viewer = self._viewers.pop(viewer_id, None)
        if viewer is not None:
            viewer.forget(self.ssrc)
            self._rebuild()

    def is_watched_by(self, viewer_id: int) -> bool:
        return viewer_id in self._viewers

    def let_flow(self, flows: bool) -> None:
        """Opens or shuts the stream for everybody."""
        if flows == self._flows:
            return
        self._flows = flows
        self._rebuild()
        if self._cache is not None:
            self._cache.clear()
        if flows:
            self.ask_keyframe()

    def _rebuild(self) -> None:
        viewers = self._viewers.values() if self._flows else ()
        self._sends = tuple(viewer.send_rtp for viewer in viewers)

    # ---- what receivers and publishers say

    def ask_keyframe(self) -> None:
        if self.kind == "video" and self._flows and self._viewers:
            self._keyframes.ask()

    def send_again(self, viewer_id: int, numbers: list[int]) -> None:
        """Answers a NACK from the cache, and asks the publisher for what the cache lacks."""
        viewer = self._viewers.get(viewer_id)
        if viewer is None or self._cache is None or not self._flows:
            return
        missing = []
        for number in numbers[:MOST_NACKED]:
            packet = self._cache.get(number)
            if packet is not None:
                viewer.send_rtp(packet)
            elif self._may_ask_again(number):
                missing.append(number)
        if missing:
            self._source.send_rtcp(rtcp.write_nack(self.ssrc, missing))

    def _may_ask_again(self, number: int) -> bool:
        now = time.monotonic()
        if len(self._asked_again) > 4 * MOST_NACKED:
            self._asked_again.clear()
        if now - self._asked_again.get(number, 0.0) < NACK_AGAIN_S:
            return False
        self._asked_again[number] = now
        return True

    def pass_on(self, report: bytes) -> None:
        """Gives the viewers the publisher's sender report: it keeps lips and voice together."""
        if self._flows:
            for viewer in self._viewers.values():
                viewer.send_rtcp(report)

    def take_loudness(self) -> bool:
        """True when speech was heard since the last call."""
        speaking = self.heard > 0 and self.loud * 4 >= self.heard
        self.loud = self.heard = 0
        return speaking and self._flows

    def stop(self) -> None:
        """The publisher is gone: viewers forget the stream."""
        self._keyframes.stop()
        for viewer_id in tuple(self._viewers):
            self.unwatch(viewer_id)
