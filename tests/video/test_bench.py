"""The parts of `make bench-video` do what its figures say."""

from __future__ import annotations

import pytest

from tests.bench.video import node, sdp, streams
from tests.bench.video.__main__ import ticking
from tests.bench.video.summary import at_full, misses, summary
from tests.bench.video.window import Step, look
from tests.video.test_sdp import LOCAL
from video.sdp import Section, read_answer, write_offer

pytestmark = pytest.mark.asyncio


def step(people, share, us=10.0, p99=2.0):
    return Step(people // 12, people, 10_000.0, share, us, 1.0, p99, 0, 0, 0.2, 0.0)


async def test_three_people_hear_and_see_each_other():
    tracks = streams.tracks()
    async with ticking() as clock, node.serving(tracks, clock, core=None) as rooms:
        await rooms.add(3)
        seen = await look(clock, rooms.pid, 1, 3, seconds=2, settle_s=0.5)
    a_second = sum(len(tracks[kind].packets) for kind in ("audio", "video")) / streams.LOOP_S
    assert seen.packets_per_s == pytest.approx(3 * 2 * a_second, rel=0.3)
    assert 0 < seen.us_per_packet < 1_000 and seen.broken == 0
    assert seen.p50_ms is not None and 0 < seen.p50_ms <= seen.p99_ms


async def test_streams_have_the_rates_that_are_asked_for():
    tracks = streams.tracks()
    assert tracks["video"].bits_per_s == pytest.approx(streams.VIDEO_BITS_PER_S, rel=0.15)
    assert tracks["audio"].bits_per_s == pytest.approx(streams.AUDIO_BITS_PER_S, rel=0.25)
    assert len(tracks["audio"].packets) == streams.LOOP_S / streams.AUDIO_FRAME_S


async def test_an_answer_is_one_that_the_node_can_read():
    sections = [Section("audio", "recvonly"), Section("video", "sendonly", "p1", 77)]
    remote = sdp.read(write_offer(LOCAL, sections, 1))
    assert [(one.medium, one.direction, one.ssrc) for one in remote.sections] == [
        ("audio", "recvonly", None),
        ("video", "sendonly", 77),
    ]
    own = sdp.Own("ufrag", "p" * 22, "AB:" * 31 + "AB", "127.0.0.1", 9)
    answer = read_answer(sdp.answer(remote, own, {"0": 1234}))
    assert answer.ssrcs == {0: 1234} and answer.setup == "active"


async def test_people_per_core_lie_between_the_two_looks_around_a_full_core():
    assert at_full([step(12, 0.2), step(24, 0.7), step(36, 0.9)]) == 30
    assert at_full([step(12, 0.2), step(24, 0.4)]) == 48
    assert at_full([]) is None


async def test_goals_that_are_missed_are_named_and_what_was_not_measured_is_none():
    good = summary([step(12, 0.1), step(96, 0.8)], [step(12, 0.2, us=20.0)], [step(3, 0.5, 999.0)])
    assert good["ratio_janus"] == 0.5 and misses(good) == []
    bad = summary([step(12, 0.5, us=30.0, p99=40.0)], [step(12, 0.2, us=20.0)], [])
    assert bad["ratio_relay"] is None
    assert [one.split()[0] for one in misses(bad)] == [
        "ratio_janus", "p99_added_ms", "participants_per_core",
    ]  # fmt: skip
