"""The switch of one room: whose streams go to whom."""

from __future__ import annotations

from collections.abc import Iterable

from video import rtcp
from video.congestion import Congestion
from video.pictures import View
from video.streams import Stream
from video.viewers import Wire
from video.wire import RTP_HEADER, Kind

PUBLISHER_BITS_PER_S = 500_000
MOST_WISHES = 32


class SsrcTaken(Exception):
    """Two people cannot send under one number."""


class Publisher:
    """What one participant sends. Packets under any other SSRC than the announced two are
    dropped.
    """

    def __init__(self, person: str, source: Wire) -> None:
        self.person = person
        self.streams: dict[Kind, Stream] = {}
        self._source = source
        self._by_key: dict[bytes, Stream] = {}

    def add(self, stream: Stream) -> None:
        self.streams[stream.kind] = stream
        self._by_key[stream.ssrc.to_bytes(4, "big")] = stream

    def receive(self, packet: bytes) -> None:
        """One RTP packet from the participant."""
        stream = self._by_key.get(packet[8:RTP_HEADER])
        if stream is not None:
            stream.forward(packet)

    def heard_report(self, part: rtcp.Part) -> None:
        stream = self._by_key.get(part.data[4:8])
        report = rtcp.sender_report(part)
        if stream is not None and report is not None:
            stream.reception.heard_report(report)
            stream.pass_on(report)

    def send_feedback(self) -> None:
        """Tells the publisher how its packets arrive and how much it may send; about once a
        second.
        """
        blocks = [block for s in self.streams.values() if (block := s.reception.block())]
        if blocks:
            remb = rtcp.write_remb(PUBLISHER_BITS_PER_S, [s.ssrc for s in self.streams.values()])
            self._source.send_rtcp(rtcp.write_receiver_report(blocks) + remb)


class Switch:
    """All streams of a room. People are named by the ids of their places."""

    def __init__(self) -> None:
        self._publishers: dict[str, Publisher] = {}
        self._by_ssrc: dict[int, Stream] = {}
        # What is known of each viewer's network.
        self.networks: dict[int, Congestion] = {}
        self._flowing: dict[tuple[str, Kind], bool] = {}
        self._open = True

    def streams(self) -> Iterable[Stream]:
        return self._by_ssrc.values()

    # ---- publishing

    def publish(self, person: str, source: Wire, ssrcs: dict[Kind, int]) -> Publisher:
        """Registers what a person will send. Raises SsrcTaken, and then changes nothing."""
        if len(set(ssrcs.values())) < len(ssrcs):
            raise SsrcTaken
        for ssrc in ssrcs.values():
            known = self._by_ssrc.get(ssrc)
            if known is not None and known.person != person:
                raise SsrcTaken
        self.unpublish(person)
        publisher = Publisher(person, source)
        for kind, ssrc in ssrcs.items():
            stream = Stream(kind, ssrc, person, source)
            publisher.add(stream)
            self._by_ssrc[ssrc] = stream
            stream.let_flow(self._may_flow(person, kind))
        self._publishers[person] = publisher
        return publisher

    def unpublish(self, person: str) -> None:
        publisher = self._publishers.pop(person, None)
        if publisher is not None:
            for stream in publisher.streams.values():
                self._by_ssrc.pop(stream.ssrc, None)
                stream.stop()

    def withdraw(self, publisher: Publisher) -> None:
        """Unpublishes, unless the person has published anew since."""
        if self._publishers.get(publisher.person) is publisher:
            self.unpublish(publisher.person)

    def publications(self, but: str) -> dict[str, dict[Kind, int]]:
        """What there is to see and hear for one person: SSRCs by person and kind."""
        return {
            person: {kind: stream.ssrc for kind, stream in publisher.streams.items()}
            for person, publisher in self._publishers.items()
            if person != but
        }

    # ---- what may flow

    def let_flow(self, person: str, kind: Kind, flows: bool) -> None:
        """Opens or shuts one stream, now and for what the person publishes later."""
        self._flowing[person, kind] = flows
        self._let_flow_what_may(self._publishers.get(person))

    def open(self, is_open: bool) -> None:
        """Opens or shuts the whole room."""
        if is_open == self._open:
            return
        self._open = is_open
        for publisher in self._publishers.values():
            self._let_flow_what_may(publisher)

    def _let_flow_what_may(self, publisher: Publisher | None) -> None:
        if publisher is not None:
            for kind, stream in publisher.streams.items():
                stream.let_flow(self._may_flow(publisher.person, kind))

    def forget(self, person: str) -> None:
        """The person's place is gone."""
        self.unpublish(person)
        for kind in ("audio", "video"):
            self._flowing.pop((person, kind), None)

    def _may_flow(self, person: str, kind: Kind) -> bool:
        # The small picture is the same camera.
        switch: Kind = "audio" if kind == "audio" else "video"
        return self._open and self._flowing.get((person, switch), False)

    # ---- viewing

    def watch(self, viewer_id: int, viewer: Wire, ssrcs: Iterable[int]) -> None:
        """The viewer has agreed to exactly these streams."""
        wanted = set(ssrcs)
        self.networks.setdefault(viewer_id, Congestion())
        for stream in self._by_ssrc.values():
            watched = stream.is_watched_by(viewer_id)
            if stream.ssrc in wanted and not watched:
                stream.watch(viewer_id, viewer)
            elif stream.ssrc not in wanted and watched:
                stream.unwatch(viewer_id)

    def unwatch(self, viewer_id: int) -> None:
        self.networks.pop(viewer_id, None)
        for stream in self._by_ssrc.values():
            stream.unwatch(viewer_id)

    def ask_keyframes(self, viewer_id: int, publisher: Publisher | None) -> None:
        """A connection came up: it needs keyframes of what it sees, and others of what it sends."""
        for stream in self._by_ssrc.values():
            own = publisher is not None and stream.person == publisher.person
            if own or stream.is_watched_by(viewer_id):
                stream.ask_keyframe()

    def take_rtcp(self, viewer_id: int, publisher: Publisher | None, compound: bytes) -> None:
        """Acts on one compound RTCP packet from a participant."""
        for part in rtcp.read(compound):
            if part.kind in (rtcp.SENDER_REPORT, rtcp.RECEIVER_REPORT):
                self._hear_losses(viewer_id, part)
                if part.kind == rtcp.SENDER_REPORT and publisher is not None:
                    publisher.heard_report(part)
            elif part.kind == rtcp.PAYLOAD_FEEDBACK:
                self._take_wishes(viewer_id, part)
            elif part.kind == rtcp.TRANSPORT_FEEDBACK and part.count == rtcp.NACK:
                self._send_again(viewer_id, part)

    def _take_wishes(self, viewer_id: int, part: rtcp.Part) -> None:
        network, bits = self.networks.get(viewer_id), rtcp.estimate(part)
        if network is not None and bits is not None:
            network.heard_estimate(bits)
        for ssrc in rtcp.keyframe_wanted(part)[:MOST_WISHES]:
            if (stream := self._by_ssrc.get(ssrc)) is not None:
                stream.wants_keyframe(viewer_id)

    def _hear_losses(self, viewer_id: int, part: rtcp.Part) -> None:
        """Only streams that this viewer gets say something about their network."""
        network = self.networks.get(viewer_id)
        for report in rtcp.reports(part) if network is not None else ():
            stream = self._by_ssrc.get(report.ssrc)
            losses = stream.losses(viewer_id, report) if stream is not None else None
            if network is not None and losses is not None:
                network.heard_loss(*losses)

    def _send_again(self, viewer_id: int, part: rtcp.Part) -> None:
        stream = self._by_ssrc.get(part.media_ssrc)
        if stream is not None:
            stream.send_again(viewer_id, list(rtcp.nacked(part)))

    # ---- who gets which picture

    def choose(self, viewer_id: int, person: str, view: View, and_small: bool = False) -> None:
        """Sends one viewer the chosen picture of a person and no other."""
        publisher = self._publishers.get(person)
        if publisher is None:
            return
        if (video := publisher.streams.get("video")) is not None:
            video.choose(viewer_id, view == "full")
        if (small := publisher.streams.get("small")) is not None:
            small.choose(viewer_id, view == "small" or and_small)

    def cameras_on(self) -> list[str]:
        """People whose picture may flow now."""
        return [
            person
            for person, publisher in self._publishers.items()
            if "video" in publisher.streams and publisher.streams["video"].flows
        ]

    def rate(self, person: str, kind: Kind) -> float | None:
        """Bits a second that a stream had lately; None when it was not announced."""
        publisher = self._publishers.get(person)
        stream = publisher.streams.get(kind) if publisher is not None else None
        return None if stream is None else stream.bits_per_s

    def pictures_to(self, viewer_id: int) -> float:
        """Bits a second of pictures that one viewer was sent lately."""
        return sum(
            stream.bits_per_s
            for stream in self._by_ssrc.values()
            if stream.kind != "audio" and stream.goes_to(viewer_id)
        )

    # ---- the clock's work

    def measure(self, seconds: float) -> None:
        for stream in self._by_ssrc.values():
            stream.measure(seconds)

    def send_feedback(self) -> None:
        for publisher in self._publishers.values():
            publisher.send_feedback()

    def take_missed(self) -> float:
        """The share that viewers missed of what they were sent, by their word since the last
        call.
        """
        taken = [network.take_missed() for network in self.networks.values()]
        sent = sum(packets for _, packets in taken)
        return sum(missed for missed, _ in taken) / sent if sent else 0.0

    def loudness(self) -> dict[str, float]:
        """How loud each person was since the last call; 0 for who was silent."""
        return {
            person: publisher.streams["audio"].take_loudness()
            for person, publisher in self._publishers.items()
            if "audio" in publisher.streams
        }
