"""Packets go on byte for byte to those who may have them, and to nobody else."""

import asyncio
import struct

import pytest
from aiortc.rtp import (
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSrPacket,
    unpack_remb_fci,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.video.makers import Wire, rtp
from video import rtcp
from video.forwarding import SsrcTaken, Switch
from video.keyframes import GAP_S
from video.reception import Reception
from video.streams import STEP


class Hall:
    """Rosa sends; one viewer watches."""

    def __init__(self, flows=True):
        self.switch = Switch()
        self.rosa, self.viewer = Wire(), Wire()
        for kind in ("audio", "video"):
            self.switch.let_flow("rosa", kind, flows)
        self.publisher = self.switch.publish("rosa", self.rosa, {"audio": 1, "video": 2})
        self.switch.watch(9, self.viewer, [1, 2])

    def ask(self, compound, viewer=9):
        self.switch.take_rtcp(viewer, None, compound)


def plis(wire):
    return [
        p for data in wire.rtcp for p in RtcpPacket.parse(data) if isinstance(p, RtcpPsfbPacket)
    ]


@pytest.mark.asyncio
async def test_a_packet_leaves_as_it_came():
    hall = Hall()
    packet = rtp(2, 100, body=bytes(range(256)))
    hall.publisher.receive(packet)
    assert hall.viewer.rtp[0] is packet


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "packet", [rtp(77, 1), rtp(1, 1, "video"), rtp(2, 1)[:11], b"", rtp(2, 1, body=b"x" * 1500)]
)
async def test_what_was_not_announced_goes_nowhere(packet):
    hall = Hall()
    hall.publisher.receive(packet)
    assert hall.viewer.rtp == []


@pytest.mark.asyncio
async def test_what_is_off_does_not_flow_nor_come_again():
    hall = Hall()
    hall.switch.let_flow("rosa", "video", False)
    hall.publisher.receive(rtp(2, 5))
    hall.switch.let_flow("rosa", "video", True)
    hall.ask(rtcp.write_nack(2, [5]))
    assert hall.viewer.rtp == []
    hall.publisher.receive(rtp(2, 6))
    assert len(hall.viewer.rtp) == 1


@pytest.mark.asyncio
async def test_a_shut_room_carries_nothing_whatever_people_have_on():
    hall = Hall()
    hall.switch.open(False)
    hall.switch.let_flow("rosa", "audio", True)
    hall.publisher.receive(rtp(1, 1, "audio"))
    hall.publisher.receive(rtp(2, 1))
    assert hall.viewer.rtp == []
    hall.switch.open(True)
    hall.publisher.receive(rtp(1, 2, "audio"))
    assert len(hall.viewer.rtp) == 1


@pytest.mark.asyncio
async def test_held_back_for_long_leaves_srtp_in_step_without_content():
    hall = Hall()
    hall.switch.let_flow("rosa", "audio", False)
    for number in range(STEP):
        hall.publisher.receive(rtp(1, number, "audio", body=b"secret"))
    assert hall.viewer.rtp == [rtp(1, STEP - 1, "audio", body=b"")]


@pytest.mark.asyncio
async def test_a_lost_packet_comes_again_from_the_cache():
    hall = Hall()
    packets = [rtp(2, number & 0xFFFF) for number in range(65533, 65539)]
    for packet in packets:
        hall.publisher.receive(packet)
    hall.viewer.rtp.clear()
    hall.ask(bytes(RtcpRtpfbPacket(fmt=1, ssrc=3, media_ssrc=2, lost=[65534, 65535])))
    assert hall.viewer.rtp == packets[1:3]


@pytest.mark.asyncio
async def test_what_the_cache_lacks_is_asked_of_the_publisher_once():
    hall = Hall()
    for _ in range(3):
        hall.ask(rtcp.write_nack(2, [500]))
    nacks = [
        p for d in hall.rosa.rtcp for p in RtcpPacket.parse(d) if isinstance(p, RtcpRtpfbPacket)
    ]
    assert [(n.media_ssrc, n.lost) for n in nacks] == [(2, [500])]


@pytest.mark.asyncio
async def test_who_does_not_watch_gets_nothing_by_asking():
    hall = Hall()
    hall.publisher.receive(rtp(2, 5))
    asked = len(hall.rosa.rtcp)
    hall.ask(rtcp.write_nack(2, [5, 6]) + rtcp.write_pli(2), viewer=10)
    assert len(hall.rosa.rtcp) == asked


@pytest.mark.asyncio
async def test_a_new_viewer_brings_a_keyframe_and_many_bring_few():
    hall = Hall()
    first = len(plis(hall.rosa))
    assert first == 1
    for viewer in range(20, 40):
        hall.switch.watch(viewer, Wire(), [2])
    assert len(plis(hall.rosa)) == first
    await asyncio.sleep(GAP_S * 1.5)
    assert len(plis(hall.rosa)) == first + 1
    assert plis(hall.rosa)[-1].media_ssrc == 2


@pytest.mark.asyncio
async def test_a_viewers_pli_and_fir_reach_the_publisher():
    for ask in (rtcp.write_pli(2), struct.pack("!BBHLLLL", 0x84, 206, 4, 3, 0, 2, 0)):
        hall = Hall()
        await asyncio.sleep(GAP_S)
        before = len(plis(hall.rosa))
        hall.ask(ask)
        assert len(plis(hall.rosa)) == before + 1


@pytest.mark.asyncio
async def test_the_sender_report_is_passed_on_without_its_blocks():
    hall = Hall()
    block = struct.pack("!LLLLLL", 99, 0, 0, 0, 0, 0)
    report = struct.pack("!BBHLQLLL", 0x81, 200, 12, 2, 1 << 40, 9, 10, 11) + block
    hall.switch.take_rtcp(4, hall.publisher, report)
    (sent,) = hall.viewer.rtcp
    (packet,) = RtcpPacket.parse(sent)
    assert isinstance(packet, RtcpSrPacket)
    assert (packet.ssrc, packet.reports, packet.sender_info.rtp_timestamp) == (2, [], 9)


@pytest.mark.asyncio
async def test_two_people_cannot_send_under_one_number():
    hall = Hall()
    with pytest.raises(SsrcTaken):
        hall.switch.publish("tobias", Wire(), {"audio": 5, "video": 2})
    with pytest.raises(SsrcTaken):
        hall.switch.publish("tobias", Wire(), {"audio": 5, "video": 5})
    assert set(hall.switch.publications("x")) == {"rosa"}


@pytest.mark.asyncio
async def test_who_left_is_forgotten():
    hall = Hall()
    hall.switch.forget("rosa")
    hall.publisher.receive(rtp(2, 1))
    assert hall.viewer.rtp == []
    assert sorted(hall.viewer.forgotten) == [1, 2]
    assert hall.switch.publications("x") == {}


@pytest.mark.asyncio
async def test_speech_is_heard_from_the_level_and_silence_is_not():
    hall = Hall()
    for number in range(10):
        hall.publisher.receive(rtp(1, number, "audio", level=0x80 | 30))
    assert hall.switch.loudness()["rosa"] == 20
    for number in range(10, 20):
        hall.publisher.receive(rtp(1, number, "audio", level=127))
    assert hall.switch.loudness() == {"rosa": 0}
    assert hall.switch.loudness() == {"rosa": 0}


@pytest.mark.asyncio
async def test_the_publisher_hears_what_arrived_and_what_it_may_send():
    hall = Hall()
    for number in (10, 11, 13):
        hall.publisher.receive(rtp(2, number))
    hall.rosa.rtcp.clear()
    hall.switch.send_feedback()
    report, remb = RtcpPacket.parse(hall.rosa.rtcp[0])
    assert isinstance(report, RtcpRrPacket)
    assert [(r.ssrc, r.packets_lost, r.highest_sequence) for r in report.reports] == [(2, 1, 13)]
    bits, ssrcs = unpack_remb_fci(remb.fci)
    assert sorted(ssrcs) == [1, 2] and abs(bits - 500_000) < 100


def test_the_highest_number_goes_on_through_the_turn():
    reception = Reception(2)
    for number in (65534, 65535, 0, 1, 65535):
        reception.count(rtp(2, number))
    block = reception.block()
    assert struct.unpack_from("!L", block, 8)[0] == 0x10001


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_rtcp_is_survived(data):
    async def feed():
        hall = Hall()
        hall.switch.take_rtcp(9, hall.publisher, data)
        hall.switch.take_rtcp(9, None, data)

    asyncio.run(feed())


@settings(deadline=None)
@given(st.sampled_from([200, 201, 205, 206]), st.integers(0, 31), st.binary(max_size=80))
def test_any_rtcp_of_the_kinds_that_are_read_is_survived(kind, count, body):
    body = body[: len(body) // 4 * 4]
    data = struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body

    async def feed():
        hall = Hall()
        hall.switch.take_rtcp(9, hall.publisher, data + data)

    asyncio.run(feed())


@settings(deadline=None)
@given(st.binary(max_size=60), st.sampled_from([1, 2]))
def test_any_rtp_is_survived(data, ssrc):
    async def feed():
        hall = Hall()
        hall.publisher.receive(data)
        hall.publisher.receive(data[:8] + struct.pack("!L", ssrc) + data[8:])

    asyncio.run(feed())
