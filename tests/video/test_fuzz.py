"""Five thousand messages and packets that make no sense: nobody else in the room notices.

Damaged captures and hypothesis. The chance is seeded, so that a failure comes again.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.video import captures
from tests.video.makers import Wire, rtp
from tests.video.sockets import Socket, host_and_guest
from tests.video.test_sdp import ANSWER, LOCAL
from video import consumers, protocol
from video.forwarding import Switch
from video.negotiation import Negotiation
from video.node import node
from video.sdp import BadAnswer

MESSAGES, ANSWERS, RTP_PACKETS, RTCP_PACKETS = 1200, 800, 1500, 1500
IDS = {str: "p0", bool: True, int: 1, list: ["p0"]}


@pytest.fixture
def quiet(caplog):
    """Nothing may reach the log as an error."""
    with caplog.at_level(logging.WARNING):
        yield
        errors = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert errors == []


def sensible():
    """One message of each kind, except those that end the sender's own stay."""
    for kind, wanted in protocol.FIELDS.items():
        if kind not in {"leave", "hello"}:
            yield json.dumps({"type": kind, **{name: IDS[type_] for name, type_ in wanted.items()}})
    yield json.dumps({"type": "answer", "peer": "p", "seq": 1, "sdp": ANSWER})


def nonsense(chance):
    messages = list(sensible())
    for number in range(MESSAGES):
        if number % 10 == 0:
            yield "".join(chance.choice('{}[]",:typeadmit0 ') for _ in range(chance.randrange(60)))
        else:
            yield captures.damaged_text(chance.choice(messages), chance)


@pytest.mark.asyncio
async def test_signalling_that_makes_no_sense(policy, monkeypatch, quiet):
    monkeypatch.setattr(consumers, "BURST", 10**6)
    chance = random.Random(11)
    host, guest, admitted = await host_and_guest()
    room = node().rooms["r"].room
    witness = room.place_of(1).public()
    sent = 0
    for text in nonsense(chance):
        if _is_harmless_and_true(text):
            continue
        await guest.talk.send_input({"type": "websocket.receive", "text": text})
        sent += 1
        if sent % (consumers.MOST_NONSENSE - 5) == 0:
            # Before patience ends: the same person comes back to their place.
            await _heard(guest)
            await guest.cut()
            guest = await (await Socket(2).open()).hello(resume=admitted["resume"])
            again = await guest.until("admitted")
            assert again["you"]["id"] == admitted["you"]["id"]
            await host.say("ping")
            assert not await _until_pong(host) & {"error", "muted", "removed", "room", "chat"}
    assert sent > 0.7 * MESSAGES
    assert room.place_of(1).public() == witness
    assert not room.locked and not room.ended and len(room.inside) == 2


def _is_harmless_and_true(text):
    """Damage can leave a message whole; what a member may really say is not nonsense."""
    try:
        kind = protocol.read(text).type
    except protocol.Refused:
        return False
    return kind in {"mic", "camera", "hand", "chat", "leave", "pictures"}


async def _heard(socket):
    await socket.say("ping")
    await socket.until("pong")


async def _until_pong(socket):
    types = set()
    while True:
        message = json.loads((await socket.talk.receive_output(10))["text"])
        if message["type"] == "pong":
            return types
        types.add(message["type"])


@pytest.mark.asyncio
async def test_answers_that_make_no_sense(quiet):
    chance = random.Random(12)
    for _ in range(ANSWERS):
        sent = []
        negotiation = Negotiation(LOCAL, lambda seq, sdp, sent=sent: sent.append(seq))
        negotiation.show({"p": {"audio": 5, "video": 6}})
        text = captures.damaged_text(ANSWER, chance)
        try:
            result = negotiation.answered(1, text)
        except BadAnswer as error:
            assert str(error)
            # The offer stays open for a better one.
            assert negotiation.answered(1, ANSWER) is not None
        else:
            assert result is not None and result[1] == (5, 6)
        assert sent == [1]


class Room:
    """Rosa sends nonsense, Tobias sends well; one viewer watches both."""

    def __init__(self):
        self.switch = Switch()
        self.rosa, self.tobias, self.viewer = Wire(), Wire(), Wire()
        for person in ("rosa", "tobias"):
            for kind in ("audio", "video"):
                self.switch.let_flow(person, kind, True)
        self.publisher = self.switch.publish("rosa", self.rosa, {"audio": 1, "video": 2})
        self.well = self.switch.publish("tobias", self.tobias, {"audio": 3, "video": 4})
        self.switch.watch(9, self.viewer, [1, 2, 3, 4])
        self.switch.watch(8, self.rosa, [3, 4])
        self.number = 0

    def tobias_is_undisturbed(self):
        self.number += 1
        packet = rtp(4, self.number & 0xFFFF)
        before = len(self.viewer.rtp)
        self.well.receive(packet)
        assert self.viewer.rtp[before:] == [packet]


@pytest.mark.asyncio
async def test_rtp_that_makes_no_sense(quiet):
    chance, room = random.Random(13), Room()
    packets = captures.captured_rtp(1, 2)
    for _ in range(RTP_PACKETS):
        before = len(room.viewer.rtp)
        packet = captures.damaged(chance.choice(packets), chance)
        room.publisher.receive(packet)
        for sent in room.viewer.rtp[before:]:
            # Never under somebody else's number, nor as another kind of stream.
            assert sent is packet
            assert (sent[8:12], sent[1] & 0x7F) in {
                (b"\0\0\0\1", 111),
                (b"\0\0\0\2", 96),
            }
        room.tobias_is_undisturbed()
    assert room.switch.loudness().keys() == {"rosa", "tobias"}
    room.switch.send_feedback()
    room.switch.measure(1.0)


@pytest.mark.asyncio
async def test_rtcp_that_makes_no_sense(quiet):
    chance, room = random.Random(14), Room()
    room.tobias_is_undisturbed()
    packets = captures.captured_rtcp(1, 4) + captures.captured_rtcp(2, 2)
    for _ in range(RTCP_PACKETS):
        before = len(room.viewer.rtp)
        room.switch.take_rtcp(8, room.publisher, captures.damaged(chance.choice(packets), chance))
        assert len(room.viewer.rtp) == before
        room.tobias_is_undisturbed()
    # Whatever was asked for came to whoever asked, and Tobias was not made to send keyframes all
    # the time.
    assert len(room.tobias.rtcp) < 200
    await asyncio.sleep(0)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from([200, 201, 205, 206, 207]), st.integers(0, 31),
                          st.binary(max_size=60)), max_size=6), st.binary(max_size=4))  # fmt: skip
def test_any_compound_is_survived(parts, rest):
    async def feed():
        room = Room()
        data = b"".join(
            bytes((0x80 | count, kind)) + (len(body) // 4).to_bytes(2, "big") + body
            for kind, count, body in parts
        )
        room.switch.take_rtcp(9, None, data + rest)
        room.switch.take_rtcp(8, room.publisher, data + rest)
        room.tobias_is_undisturbed()

    asyncio.run(feed())


@settings(deadline=None, max_examples=80)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
                    lambda inner: st.lists(inner, max_size=4)
                    | st.dictionaries(st.sampled_from(["type", "id", "on", "sdp", "seq", "token"]),
                                      inner, max_size=5), max_leaves=12),
       st.sampled_from([*protocol.FIELDS]))  # fmt: skip
def test_any_json_is_read_or_refused(value, kind):
    body = {**value, "type": kind} if isinstance(value, dict) else value
    try:
        command = protocol.read(json.dumps(body))
    except protocol.Refused as refused:
        assert refused.message
    else:
        assert command.type == kind
