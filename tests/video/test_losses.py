"""What a viewer's reports say about their network, and what they do not."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.video.makers import Wire, rtp
from video.rtcp import Report
from video.streams import Stream
from video.viewers import MOST_BETWEEN_REPORTS

pytestmark = pytest.mark.asyncio

VIEWER = 1


@pytest_asyncio.fixture
async def stream():
    stream = Stream("video", 5, "p", Wire())
    stream.let_flow(True)
    stream.watch(VIEWER, Wire())
    yield stream
    stream.stop()


def told(stream, lost, highest):
    return stream.losses(VIEWER, Report(5, lost, highest))


async def test_the_first_report_is_where_counting_begins(stream):
    assert told(stream, 7, 1_000) is None
    assert told(stream, 9, 1_100) == (2, 100)
    assert told(stream, 9, 1_300) == (0, 200)
    told(stream, 9, (1 << 16) - 100)
    assert told(stream, 12, (1 << 16) + 5) == (3, 105)


async def test_what_is_late_or_sent_again_is_not_lost(stream):
    """Browsers report with every request to send again, when two of three packets are missing."""
    told(stream, 0, 0)
    counts = []
    for at in range(0, 3_000, 5):
        counts += [told(stream, 2, at + 3), told(stream, 0, at + 5)]
    assert sum(lost for lost, _ in counts) == 0
    assert sum(packets for _, packets in counts) == 3_000


async def test_what_the_node_never_got_is_not_the_viewers_loss(stream):
    for number in range(1, 101):
        if number % 4:
            stream.forward(rtp(5, number))
    stream.reception.block()
    assert stream.reception.lost_share == pytest.approx(0.25, abs=0.02)
    told(stream, 0, 0)
    lost, packets = told(stream, 25, 100)
    assert (abs(lost) < 2, packets) == (True, 100)


async def test_what_was_held_back_is_nobodys_loss(stream):
    for number in range(1, 51):
        stream.forward(rtp(5, number))
    told(stream, 0, 40)
    stream.choose(VIEWER, wanted=False)
    assert told(stream, 0, 50) is None
    for number in range(51, 501):
        stream.forward(rtp(5, number))
    stream.choose(VIEWER, wanted=True)
    # This one still speaks of before, the next one of the gap, and only then of the network.
    assert told(stream, 0, 50) is None
    stream.forward(rtp(5, 501))
    assert told(stream, 450, 501) is None
    assert told(stream, 460, 601) == (10, 100)


async def test_a_stream_that_was_shut_for_all_is_counted_anew(stream):
    for number in range(1, 51):
        stream.forward(rtp(5, number))
    told(stream, 0, 50)
    stream.let_flow(False)
    for number in range(51, 90):
        stream.forward(rtp(5, number))
    assert told(stream, 0, 50) is None
    stream.let_flow(True)
    stream.forward(rtp(5, 90))
    assert told(stream, 39, 90) is None
    assert told(stream, 40, 100) == (1, 10)


async def test_who_has_gone_leaves_no_packets_behind(stream):
    for number in range(1, 400):
        stream.forward(rtp(5, number))
    assert stream._cache.get(399) is not None
    stream.stop()
    assert stream._cache.get(399) is None


async def test_what_makes_no_sense_is_left_aside(stream):
    told(stream, 0, 1_000)
    assert told(stream, 0, 999) is None
    assert told(stream, MOST_BETWEEN_REPORTS + 1, 1_100) is None
    assert stream.losses(99, Report(5, 0, 1)) is None
