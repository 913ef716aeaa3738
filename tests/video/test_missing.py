"""What a publisher's network loses is asked for by the node, before anybody who watches has to."""

from __future__ import annotations

import asyncio

import pytest

from tests.video.makers import Wire, rtp
from tests.video.sockets import comes_true
from video import missing, rtcp
from video.missing import MOST_ASKS, MOST_MISSING, Missing
from video.streams import Stream

pytestmark = pytest.mark.asyncio


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(missing, "REORDERED_S", 0.01)
    monkeypatch.setattr(missing, "AGAIN_S", 0.02)


class Asked:
    """Remembers each time that numbers were asked for."""

    def __init__(self):
        self.times = []
        self.missing = Missing(self.times.append)

    @property
    def all(self):
        return [number for numbers in self.times for number in numbers]


async def test_a_gap_is_asked_for_after_a_moment_and_some_more_times():
    asked = Asked()
    asked.missing.skipped(0xFFFF, 3)
    assert asked.times == []
    await comes_true(lambda: asked.times)
    assert asked.times[0] == [0xFFFF, 0, 1]
    await asyncio.sleep(0.3)
    assert asked.all.count(0) == MOST_ASKS
    assert not asked.missing.is_asked_for(0)


async def test_what_was_only_late_is_not_asked_for():
    asked = Asked()
    asked.missing.skipped(7, 2)
    asked.missing.came(7)
    await comes_true(lambda: asked.times)
    assert asked.times[0] == [8]
    asked.missing.came(8)
    await asyncio.sleep(0.05)
    assert len(asked.all) == 1


async def test_a_long_gap_is_left_to_keyframes():
    asked = Asked()
    asked.missing.skipped(1, MOST_MISSING + 1)
    asked.missing.skipped(500, 1_000)
    await asyncio.sleep(0.05)
    assert asked.times == []


async def test_nothing_is_asked_for_after_the_end():
    asked = Asked()
    asked.missing.skipped(1, 1)
    asked.missing.stop()
    await asyncio.sleep(0.05)
    assert asked.times == []


def nacks(source):
    parts = [part for packet in source.rtcp for part in rtcp.read(packet)]
    return [list(rtcp.nacked(one)) for one in parts if one.kind == rtcp.TRANSPORT_FEEDBACK]


@pytest.mark.parametrize("kind", ["audio", "video"])
async def test_a_stream_that_somebody_gets_is_mended_for_all(kind):
    source, viewer = Wire(), Wire()
    stream = Stream(kind, 5, "p", source)
    stream.let_flow(True)
    stream.forward(rtp(5, 1, kind))
    stream.forward(rtp(5, 4, kind))
    await asyncio.sleep(0.03)
    assert nacks(source) == []
    stream.watch(1, viewer)
    stream.forward(rtp(5, 7, kind))
    await comes_true(lambda: nacks(source))
    assert nacks(source)[0] == [5, 6]
    # A viewer who misses the same has the publisher asked no second time.
    before = len(nacks(source))
    stream.send_again(1, [5])
    assert len(nacks(source)) == before
    stream.forward(rtp(5, 5, kind))
    stream.forward(rtp(5, 6, kind))
    await asyncio.sleep(0.05)
    stream.send_again(1, [5])
    assert [int.from_bytes(packet[2:4], "big") for packet in viewer.rtp] == [7, 5, 6, 5]
    stream.stop()


async def test_a_voice_is_sent_again_to_who_missed_it():
    stream, viewer = Stream("audio", 5, "p", Wire()), Wire()
    stream.let_flow(True)
    stream.watch(1, viewer)
    for number in (1, 2, 3):
        stream.forward(rtp(5, number, "audio"))
    stream.send_again(1, [2])
    assert viewer.rtp[-1] == viewer.rtp[1]
    stream.stop()
