"""Who gets which picture: by wish, by who speaks, and by what the network bears."""

from __future__ import annotations

import math
import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.video.makers import Wire, rtp
from video import rtcp
from video.congestion import (
    COMPLAINTS,
    ENOUGH_PACKETS,
    FLOOR,
    UNLIMITED,
    Congestion,
)
from video.forwarding import Switch
from video.pictures import MOST_FULL, Camera, allot
from video.rtcp import Report
from video.speakers import Speakers
from video.viewing import SMALL_OFF_AFTER_S, Viewing

# ---- sharing out


def cameras(count, **extra):
    return [Camera(f"p{n}", full=300_000, small=50_000, **extra) for n in range(count)]


def test_with_room_enough_everybody_is_full_up_to_what_can_be_looked_at():
    views = allot(cameras(12), UNLIMITED, "all")
    assert list(views.values()) == ["full"] * MOST_FULL + ["small"] * 3


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (900_000, ["full", "full", "full"]),
        (700_000, ["full", "full", "small"]),
        (400_000, ["full", "small", "small"]),
        (350_000, ["full", "small", "none"]),
        (250_000, ["small", "small", "small"]),
        (60_000, ["small", "none", "none"]),
        (20_000, ["none", "none", "none"]),
    ],
)
def test_less_network_takes_from_the_last(limit, expected):
    assert list(allot(cameras(3), limit, "all").values()) == expected


@pytest.mark.parametrize(("wish", "view"), [("small", "small"), ("none", "none")])
def test_a_wish_for_less_is_kept_to(wish, view):
    assert set(allot(cameras(4), UNLIMITED, wish).values()) == {view}


def test_who_has_no_small_picture_is_full_or_absent():
    views = allot(cameras(2, has_small=False), 400_000, "all")
    assert list(views.values()) == ["full", "none"]


def test_nobody_is_sent_more_than_is_shown_of_somebody():
    shown = [Camera("a"), Camera("b", most="small"), Camera("c", most="none"), Camera("d")]
    assert allot(shown, UNLIMITED, "all") == {"a": "full", "b": "small", "c": "none", "d": "full"}


def test_whoever_is_not_shown_takes_nothing_from_the_others():
    shown = [Camera("a", full=300_000, most="none"), Camera("b", full=300_000)]
    assert allot(shown, 310_000, "all") == {"a": "none", "b": "full"}


def test_shown_small_without_a_small_picture_is_better_full_than_absent():
    assert allot([Camera("a", most="small", has_small=False)], UNLIMITED, "all") == {"a": "full"}


@given(st.integers(0, 20), st.floats(0, 1e7), st.sampled_from(["all", "small", "none"]))
def test_never_more_than_the_limit(count, limit, wish):
    views = allot(cameras(count), limit, wish)
    cost = {"full": 300_000, "small": 50_000, "none": 0}
    assert len(views) == count
    assert sum(cost[view] for view in views.values()) <= limit


# ---- what the network bears


def look_for(network, seconds, sent, start=0.0):
    return [network.look(sent, start + n) for n in range(seconds)]


def test_nothing_reported_is_no_limit():
    assert set(look_for(Congestion(), 30, 3e6)) == {UNLIMITED}


def test_heavy_loss_takes_a_fifth_at_once_and_a_lasting_calm_gives_it_back():
    network = Congestion()
    network.heard_loss(60, 200)
    assert network.look(1e6, 0.0) == 0.8e6
    limits = look_for(network, 60, 0.2e6, start=1.0)
    assert limits[0] == 0.8e6
    assert limits == sorted(limits)
    assert limits[-1] == UNLIMITED


def test_a_try_that_fails_makes_the_next_wait_longer():
    network = Congestion()
    now, waits = 0.0, []
    network.heard_loss(100, 200)
    network.look(1e6, now)
    for _ in range(4):
        limit, since = network.limit, now
        while network.limit == limit:
            now += 1
            network.look(limit, now)
        waits.append(now - since)
        network.heard_loss(100, 200)
        now += 1
        network.look(limit, now)
    assert waits == sorted(waits) and waits[-1] >= 4 * waits[0]


def test_what_came_twice_is_counted_below_none():
    block = struct.pack("!LLLLLL", 5, 200 << 24 | 0xFFFFFD, 9, 0, 0, 0)
    (part,) = rtcp.read(rtcp.write_receiver_report([block]))
    assert list(rtcp.reports(part)) == [Report(5, -3, 9)]


def test_a_few_packets_say_nothing():
    network = Congestion()
    network.heard_loss(ENOUGH_PACKETS - 1, ENOUGH_PACKETS - 1)
    assert network.look(1e6, 0.0) == UNLIMITED


@pytest.mark.parametrize("seed", range(5))
def test_a_line_that_loses_at_random_and_is_uneven_shows_everybody(seed):
    """What is sent again leaves some two in a hundred; estimates are of what arrives, and low."""
    dice, network = random.Random(seed), Congestion()
    for second in range(600):
        network.heard_loss(sum(dice.random() < 0.02 for _ in range(180)), 180)
        network.heard_estimate(dice.uniform(0.6, 0.85) * 400_000)
        assert network.look(400_000, second) == UNLIMITED


def test_a_camera_that_was_just_turned_on_is_no_full_line():
    """Estimates rise by some eight in a hundred a second, from one and a half times what came."""
    network = Congestion()
    for second in range(10):
        network.heard_estimate(300_000)
        assert network.look(230_000, second) == UNLIMITED
    estimate = 300_000.0
    for second in range(10, 30):
        network.heard_estimate(estimate)
        estimate *= 1.08
        assert network.look(700_000, second) == UNLIMITED


def test_what_was_taken_away_comes_back_on_such_a_line():
    dice, network = random.Random(1), Congestion()
    network.heard_loss(60, 200)
    network.look(400_000, 0.0)
    assert network.limit < UNLIMITED
    for second in range(1, 120):
        network.heard_loss(sum(dice.random() < 0.02 for _ in range(90)), 90)
        network.look(min(400_000, network.limit), float(second))
    assert network.limit >= 400_000


def test_an_estimate_is_believed_when_it_stays_and_sooner_with_loss():
    network = Congestion()
    for second in range(COMPLAINTS):
        network.heard_estimate(0.7e6)
        assert network.look(1e6, second) == UNLIMITED
    for second in range(COMPLAINTS):
        network.heard_estimate(0.7e6)
        network.heard_loss(12, 200)
        limit = network.look(1e6, 10 + second)
    assert limit == 0.7e6


def test_there_is_always_enough_for_sound():
    network = Congestion()
    for second in range(200):
        network.heard_loss(180, 200)
        network.look(min(30_000.0, network.limit), second)
    assert network.limit == FLOOR


# ---- who speaks


def test_the_active_speaker_comes_first_and_is_not_replaced_by_a_cough():
    speakers = Speakers()
    assert speakers.heard({"a": 10, "b": 0}, 1.0) == ["a"]
    assert speakers.heard({"a": 10, "b": 11}, 2.0) == ["a", "b"]
    assert speakers.heard({"a": 5, "b": 11}, 3.0) == ["b", "a"]
    assert speakers.heard({"a": 0, "b": 0}, 4.0) == []
    assert speakers.order(["c", "a", "b"]) == ["b", "a", "c"]


# ---- all together


class Hall:
    """Three people with cameras; each sends one second of picture when told to."""

    def __init__(self, small=True):
        self.switch = Switch()
        self.viewing = Viewing(self.switch)
        self.wires = {name: Wire() for name in "abc"}
        self.publishers, self.number = {}, 0
        for n, (name, wire) in enumerate(self.wires.items()):
            ssrcs = {"audio": 10 * n + 1, "video": 10 * n + 2}
            if small:
                ssrcs["small"] = 10 * n + 3
            for kind in ("audio", "video"):
                self.switch.let_flow(name, kind, True)
            self.publishers[name] = self.switch.publish(name, wire, ssrcs)
        every = [s.ssrc for s in self.switch.streams()]
        for n, name in enumerate("abc"):
            self.switch.watch(n, self.wires[name], [s for s in every if s // 10 != n])

    def second(self, now):
        """Everybody's full and small picture for a second; then everybody's view is looked at."""
        for n, name in enumerate("abc"):
            for _ in range(40):
                self.number += 1
                for kind, size in (("video", 900), ("small", 150)):
                    ssrc = 10 * n + (2 if kind == "video" else 3)
                    self.publishers[name].receive(rtp(ssrc, self.number & 0xFFFF, body=bytes(size)))
        self.switch.measure(1.0)
        return [self.viewing.look(name, n, now) for n, name in enumerate("abc")]

    def got(self, name):
        """SSRCs that one person was sent since the last time."""
        packets, self.wires[name].rtp = self.wires[name].rtp, []
        return {int.from_bytes(packet[8:12], "big") for packet in packets}


@pytest.mark.asyncio
async def test_one_weak_line_costs_nobody_else_anything():
    hall = Hall()
    hall.second(0.0)
    hall.second(1.0)
    assert hall.got("a") == {12, 22}
    hall.got("b")
    for now in range(2, 6):
        block = struct.pack("!LLLLLL", 12, 40 * now, 100 * now, 0, 0, 0)
        report = struct.pack("!BBHL", 0x81, 201, 7, 77) + block
        hall.switch.take_rtcp(0, None, report)
        gaze = hall.second(float(now))[0]
    assert gaze is None or gaze.why == "network"
    hall.got("a"), hall.got("b")
    hall.second(6.0)
    assert 12 not in hall.got("a") or 22 not in hall.got("a")
    assert hall.got("b") == {2, 22}
    assert hall.viewing.small_wanted("b", 6.0) or hall.viewing.small_wanted("c", 6.0)


@pytest.mark.asyncio
async def test_losses_of_streams_that_one_does_not_get_say_nothing():
    hall = Hall()
    hall.second(0.0)
    block = struct.pack("!LLLLLL", 2, 255 << 24, 0, 0, 0, 0)
    hall.switch.take_rtcp(0, None, struct.pack("!BBHL", 0x81, 201, 7, 77) + block)
    hall.second(1.0)
    assert hall.switch.networks[0].limit == math.inf


@pytest.mark.asyncio
async def test_whoever_wants_small_pictures_gets_them_and_then_full_ones_without_a_gap():
    hall = Hall()
    hall.second(0.0)
    hall.viewing.wish("a", "small", ())
    gaze = hall.second(1.0)[0]
    assert (gaze.views, gaze.why) == ({"b": "small", "c": "small"}, "choice")
    hall.got("a")
    hall.second(2.0)
    assert hall.got("a") == {13, 23}
    assert hall.viewing.small_wanted("b", 2.0) and not hall.viewing.small_wanted("a", 2.0)
    hall.viewing.wish("a", "all", ())
    hall.second(3.0)
    hall.got("a")
    hall.second(4.0)
    assert hall.got("a") == {12, 13, 22, 23}
    hall.second(5.0)
    assert hall.got("a") == {12, 22}
    assert not hall.viewing.small_wanted("b", 4.0 + SMALL_OFF_AFTER_S)


@pytest.mark.asyncio
async def test_a_paused_picture_comes_back_with_a_keyframe_and_without_its_past():
    hall = Hall(small=False)
    hall.second(0.0)
    hall.viewing.wish("a", "none", ())
    hall.second(1.0)
    hall.got("a")
    hall.second(2.0)
    assert hall.got("a") == set()
    gap = hall.number & 0xFFFF
    hall.viewing.wish("a", "all", ())
    hall.second(3.0)
    hall.got("a")
    hall.switch.take_rtcp(0, None, rtcp.write_nack(12, [gap - 3, gap - 2]))
    assert hall.got("a") == set()


@pytest.mark.asyncio
async def test_keyframes_and_packets_sent_again_have_an_allowance():
    hall = Hall(small=False)
    hall.second(0.0)
    hall.got("a")
    last = hall.publishers["b"].streams["video"].reception.next_number - 1
    for _ in range(50):
        hall.switch.take_rtcp(0, None, rtcp.write_nack(12, [last - n for n in range(40)]))
    assert len(hall.wires["a"].rtp) <= 130


@pytest.mark.asyncio
async def test_one_persons_sizes_are_their_own():
    hall = Hall()
    hall.viewing.wish("a", "all", (), {"b": "none", "c": "small"})
    hall.second(0.0)
    hall.second(1.0)
    hall.got("a"), hall.got("b")
    gaze = hall.second(2.0)[0]
    hall.second(3.0)
    assert gaze is None or gaze.why == ""
    hall.got("a"), hall.got("b")
    hall.second(4.0)
    assert hall.got("a") == {23}
    assert hall.got("b") == {2, 22}
