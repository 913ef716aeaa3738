"""One stream of one publisher, and the viewers who get it."""

from __future__ import annotations

import time

from video import rtcp
from video.keyframes import KeyframeRequests
from video.missing import Missing
from video.packetcache import PacketCache
from video.reception import Reception
from video.viewers import Viewer, Wire
from video.wire import LONGEST_RTP, PAYLOAD_TYPES, RTP_HEADER, Kind

NACK_AGAIN_S = 0.1
MOST_NACKED = 64
# Steps of RTP packets without payload that keep SRTP's packet index alive while a stream is held
# back.
STEP = 8_192
# Levels are -dBov: this much and less is speech, more is a quiet room (RFC 6464).
SPEECH = 50


class Stream:
    """Forwards each packet byte for byte to every viewer, while it may flow."""

    def __init__(self, kind: Kind, ssrc: int, person: str, source: Wire) -> None:
        self.kind = kind
        self.ssrc = ssrc
        self.person = person
        self.reception = Reception(ssrc)
        self.bits_per_s = 0.0
        self._source = source
        self._payload_type = PAYLOAD_TYPES[kind]
        self._viewers: dict[int, Viewer] = {}
        self._flows = False
        self._cache = PacketCache()
        self._missing = Missing(self._ask_source)
        self._asked_again: dict[int, float] = {}
        self._keyframes = KeyframeRequests(lambda: source.send_rtcp(rtcp.write_pli(ssrc)))
        # What the packet path reads: those who get the next packet, and those who only need a sign
        # of life now and then.
        self._sends: tuple[object, ...] = ()
        self._held: tuple[Wire, ...] = ()
        self._held_back = 0
        self._heard = self._loud = self._loudness = 0
        self._sent = self._again = 0

    # ---- the packet path

    def forward(self, packet: bytes) -> None:
        """Takes one decrypted RTP packet of this stream and sends it on."""
        if packet[1] & 0x7F != self._payload_type or not RTP_HEADER <= len(packet) <= LONGEST_RTP:
            return
        step = self.reception.count(packet)
        if step != 1:
            self._out_of_turn(packet, step)
        if self._held:
            self._hold_back(packet)
        if not self._flows:
            return
        self._cache.put(packet)
        if self.kind == "audio":
            self._listen(packet)
        sends = self._sends
        self._sent += len(sends)
        for send in sends:
            send(packet)  # type: ignore[operator]

    def _listen(self, packet: bytes) -> None:
        """Reads the audio level (RFC 6464): -dBov in seven bits of the one extension we offer."""
        if packet[0] & 0x1F == 0x10 and len(packet) > 17 and packet[12:14] == b"\xbe\xde":
            self._heard += 1
            level = packet[17] & 0x7F
            if level < SPEECH:
                self._loud += 1
                self._loudness += SPEECH - level

    def _out_of_turn(self, packet: bytes, step: int) -> None:
        number = packet[2] << 8 | packet[3]
        if step >= 0x8000:
            self._missing.came(number)
        elif step and self._sends:
            self._missing.skipped(number - step + 1, step - 1)

    def _hold_back(self, packet: bytes) -> None:
        """Now and then an empty packet goes out in place of what is held back.

        Otherwise sequence numbers could jump by more than SRTP can follow, and a person who was
        muted for long would stay silent after coming back.
        """
        self._held_back += 1
        if self._held_back % STEP == 0:
            bare = bytes((0x80, packet[1] & 0x7F)) + packet[2:RTP_HEADER]
            for wire in self._held:
                wire.send_rtp(bare)

    # ---- who gets it

    def watch(self, viewer_id: int, wire: Wire) -> None:
        """Adds a viewer; a video starts with a keyframe. Small pictures wait to be chosen."""
        viewer = Viewer(wire, is_paused=self.kind == "small")
        viewer.starts_at(self.reception.next_number)
        self._viewers[viewer_id] = viewer
        self._rebuild()
        if not viewer.is_paused:
            self.ask_keyframe()

    def unwatch(self, viewer_id: int) -> None:
        viewer = self._viewers.pop(viewer_id, None)
        if viewer is not None:
            viewer.wire.forget(self.ssrc)
            self._rebuild()

    def choose(self, viewer_id: int, wanted: bool) -> None:
        """Pauses the stream for one viewer, or lets it go on from here with a keyframe."""
        viewer = self._viewers.get(viewer_id)
        if viewer is None or viewer.is_paused != wanted:
            return
        viewer.is_paused = not wanted
        if wanted:
            viewer.starts_at(self.reception.next_number)
        self._rebuild()
        if wanted:
            self.ask_keyframe()

    def is_watched_by(self, viewer_id: int) -> bool:
        return viewer_id in self._viewers

    def goes_to(self, viewer_id: int) -> bool:
        viewer = self._viewers.get(viewer_id)
        return self._flows and viewer is not None and not viewer.is_paused

    def losses(self, viewer_id: int, report: rtcp.Report) -> tuple[float, int] | None:
        """How many packets the viewer missed of how many lately; None when that cannot be said."""
        viewer = self._viewers.get(viewer_id)
        if viewer is None or viewer.is_paused or not self._flows:
            return None
        return viewer.losses(report, self.reception.lost_share)

    @property
    def flows(self) -> bool:
        return self._flows

    def let_flow(self, flows: bool) -> None:
        """Opens or shuts the stream for everybody."""
        if flows == self._flows:
            return
        self._flows = flows
        if flows:
            for viewer in self._viewers.values():
                viewer.starts_at(self.reception.next_number)
        self._rebuild()
        self._cache.clear()
        self._missing.stop()
        if flows:
            self.ask_keyframe()

    def _rebuild(self) -> None:
        """Whoever does not get the stream costs nothing from here on."""
        viewers = self._viewers.values()
        gets = [v for v in viewers if self._flows and not v.is_paused]
        self._sends = tuple(v.wire.send_rtp for v in gets)
        self._held = tuple(v.wire for v in viewers if v not in gets)

    # ---- what receivers and publishers say

    def ask_keyframe(self) -> None:
        if self.kind != "audio" and self._sends:
            self._keyframes.ask()

    def wants_keyframe(self, viewer_id: int) -> None:
        """A viewer's browser says that it cannot go on without one."""
        viewer = self._viewers.get(viewer_id)
        if viewer is not None and viewer.keyframes.take(time.monotonic()):
            self.ask_keyframe()

    def send_again(self, viewer_id: int, numbers: list[int]) -> None:
        """Answers a NACK from the cache, and asks the publisher for what the cache lacks."""
        viewer = self._viewers.get(viewer_id)
        if viewer is None or not self.goes_to(viewer_id):
            return
        now = time.monotonic()
        missing = []
        for number in numbers[:MOST_NACKED]:
            if not viewer.may_ask(number, now):
                continue
            packet = self._cache.get(number)
            if packet is not None:
                viewer.wire.send_rtp(packet)
                self._again += 1
            elif self._may_ask_again(number, now):
                missing.append(number)
        if missing:
            self._ask_source(missing)

    def _ask_source(self, numbers: list[int]) -> None:
        """Once for all viewers: the publisher sends each again, and all get it."""
        self._source.send_rtcp(rtcp.write_nack(self.ssrc, numbers))

    def _may_ask_again(self, number: int, now: float) -> bool:
        if self._missing.is_asked_for(number):
            return False
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
                if not viewer.is_paused:
                    viewer.wire.send_rtcp(report)

    # ---- the clock's work

    def take_loudness(self) -> float:
        """How loud speech was since the last call; 0 when it was silence."""
        heard, loud, loudness = self._heard, self._loud, self._loudness
        self._heard = self._loud = self._loudness = 0
        # A cough of one packet is not speech: a quarter of the time must be.
        is_speech = self._flows and heard > 0 and loud * 4 >= heard
        return loudness / heard if is_speech else 0.0

    def measure(self, seconds: float) -> None:
        """Notes the bit rate since the last call."""
        self.bits_per_s = 8 * self.reception.take_bytes() / seconds

    def counts(self) -> tuple[int, int, int, int]:
        """Packets received, lost on the way here, sent on, and sent again."""
        return self.reception.received, self.reception.lost, self._sent, self._again

    def stop(self) -> None:
        """The publisher is gone: viewers forget the stream, and its packets are let go at once."""
        self._keyframes.stop()
        self._missing.stop()
        self._cache.clear()
        for viewer_id in tuple(self._viewers):
            self.unwatch(viewer_id)
