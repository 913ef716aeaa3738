"""In a youth room nothing flows unless two cleared adults are there; the node sees to it."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.realtime.hub import hub
from tests.video.makers import Wire, rtp
from tests.video.sockets import Socket, comes_true
from video import live
from video.adults import AdultRule
from video.hooks import RoomRules
from video.node import node

GRACE = 60.0


def test_it_waits_for_the_second_adult():
    rule = AdultRule(2, GRACE)
    assert [rule.allows(here, 0.0) for here in (0, 1, 2)] == [False, False, True]


def test_one_leaves_and_a_minute_remains():
    rule = AdultRule(2, GRACE)
    rule.allows(2, 0.0)
    assert rule.allows(1, 10.0) and rule.left_s(10.0) == GRACE
    assert rule.allows(1, 69.9)
    assert not rule.allows(1, 70.0) and rule.left_s(70.0) is None
    assert not rule.allows(1, 71.0)
    assert rule.allows(2, 72.0)


def test_who_comes_back_in_time_leaves_no_grace_running():
    rule = AdultRule(2, GRACE)
    rule.allows(2, 0.0)
    rule.allows(1, 10.0)
    assert rule.allows(2, 60.0) and rule.left_s(60.0) is None
    assert rule.allows(1, 100.0) and rule.left_s(100.0) == GRACE


def test_with_no_adult_left_there_is_no_grace():
    rule = AdultRule(2, GRACE)
    rule.allows(2, 0.0)
    assert not rule.allows(0, 1.0)
    assert not rule.allows(1, 2.0)


def test_a_room_without_the_rule_is_always_open():
    assert AdultRule(0, GRACE).allows(0, 0.0)


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 40)), max_size=40))
def test_never_open_without_two_adults_in_the_last_minute(steps):
    rule, now, seen_two = AdultRule(2, GRACE), 0.0, float("-inf")
    for here, waited in steps:
        now += waited
        is_open = rule.allows(here, now)
        if here >= 2:
            seen_two = now
        assert is_open == (here >= 2) or (here == 1 and is_open)
        if is_open:
            # Time is counted from when somebody was first seen missing.
            assert here > 0 and now - seen_two <= GRACE + 40


# ---- in the node


async def join(member, role="host", counts=True):
    socket = await (await Socket(member).open()).hello(role, counts=counts)
    return socket, await socket.until("admitted")


def carries(room):
    """What a young person's wire gets of a packet that the first facilitator sends just now."""
    viewer = Wire()
    switch = room.switch
    person = next(iter(room.room.inside.values()))
    person.mic = True
    room.update()
    publisher = switch.publish(person.id, Wire(), {"audio": 1})
    switch.watch(99, viewer, [1])
    publisher.receive(rtp(1, 1, "audio"))
    switch.unpublish(person.id)
    return bool(viewer.rtp)


@pytest.mark.asyncio
async def test_media_starts_with_the_second_adult_and_pauses_a_while_after_one_left(policy):
    policy.room_rules = RoomRules(required_adults=2, grace_s=0.5)
    first, word = await join(1)
    room = node().rooms["r"]
    media = word["room"]["media"]
    assert media["open"] is False and media["message"]
    assert not carries(room)
    second, word = await join(3)
    assert word["room"]["media"] == {"open": True, "pausing": False, "message": ""}
    assert carries(room)
    await second.say("leave")
    while not (media := (await first.until("room"))["room"]["media"])["pausing"]:
        pass
    assert media["open"] is True and media["message"]
    assert carries(room)
    media = (await first.until("room"))["room"]["media"]
    assert media["open"] is False and media["pausing"] is False
    assert not carries(room)


@pytest.mark.asyncio
async def test_with_both_gone_it_pauses_at_once(policy):
    policy.room_rules = RoomRules(required_adults=2)
    first, _ = await join(1)
    second, _ = await join(3)
    guest = await (await Socket(2).open()).hello()
    await first.say("admit", id=(await guest.until("lobby"))["you"]["id"])
    await guest.until("admitted")
    room = node().rooms["r"]
    assert room.switch._open
    await first.say("leave")
    await second.say("leave")
    await comes_true(lambda: not room.switch._open, 2)


@pytest.mark.asyncio
async def test_a_lost_socket_is_not_presence(policy):
    policy.room_rules = RoomRules(required_adults=2, grace_s=0.2)
    await join(1)
    second, _ = await join(3)
    room = node().rooms["r"]
    await second.cut()
    await comes_true(lambda: not room.switch._open, 2)
    assert room.seat_of(3) is not None


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("role", "counts", "lapsed"),
    [("host", False, False), ("host", True, True), ("participant", False, False)],
)
async def test_others_do_not_make_it_two(policy, role, counts, lapsed):
    policy.room_rules = RoomRules(required_adults=2)
    policy.lapsed |= {3} if lapsed else set()
    first, _ = await join(1)
    other = await (await Socket(3).open()).hello(role, counts=counts)
    if role == "participant":
        await first.say("admit", id=(await other.until("lobby"))["you"]["id"])
    await other.until("admitted")
    assert node().rooms["r"].room.media_open is False


@pytest.mark.asyncio
@pytest.mark.parametrize("heard_by", ["a change of rights", "the clock"])
async def test_a_clearance_that_runs_out_during_the_call_counts_no_more(
    policy, heard_by, monkeypatch
):
    monkeypatch.setattr(live, "RECOUNT_EVERY_TICKS", 1)
    policy.room_rules = RoomRules(required_adults=2, grace_s=0.3)
    await join(1)
    await join(3)
    room = node().rooms["r"]
    assert room.switch._open
    policy.lapsed.add(3)
    if heard_by == "a change of rights":
        monkeypatch.setattr(live, "RECOUNT_EVERY_TICKS", 10**9)
        await hub()._recheck_members({3})
        assert not room.seat_of(3).person.counts
    await comes_true(lambda: not room.switch._open, 3)


@pytest.mark.asyncio
async def test_who_cannot_be_checked_does_not_count(policy, monkeypatch):
    policy.room_rules = RoomRules(required_adults=2, grace_s=0.0)
    await join(1)
    await join(3)

    async def fails(token):
        raise RuntimeError("the database is away")

    monkeypatch.setattr(policy, "counts", fails)
    seat = node().rooms["r"].seat_of(3)
    with pytest.raises(RuntimeError):
        await seat.recount()
    await asyncio.sleep(0)
    assert not node().rooms["r"].switch._open
