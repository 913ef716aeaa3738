"""A room lives on one node, moves when that node dies or is emptied, and takes its people along."""

from __future__ import annotations

import asyncio
import json
import os

import pytest
import pytest_asyncio

from tests.video.makers import Policy
from tests.video.sockets import Socket, comes_true
from video import directory, hooks, tokens
from video.directory import InRedis, NodeCard, OneProcess, RoomCard, RoomState, Unreachable
from video.node import Node
from video.protocol import Moved, Refused

pytestmark = pytest.mark.asyncio


class Shared(OneProcess):
    """A directory that several nodes of this process share, with a switch to turn it off."""

    def __init__(self):
        super().__init__()
        self.rooms, self.states, self.drained, self.alive = {}, {}, set(), set()
        self.is_away = False

    def _answer(self):
        if self.is_away:
            raise Unreachable("away")

    async def claim(self, room, node):
        self._answer()
        owner = self.rooms.get(room)
        if owner not in self.alive:
            self.rooms[room] = owner = node
        return owner

    async def hand_over(self, room, node, to):
        self._answer()
        if self.rooms.get(room) == node:
            if to:
                self.rooms[room] = to
            else:
                del self.rooms[room]

    async def beat(self, card):
        self._answer()
        self.alive.add(card.name)
        await super().beat(card)
        return card.name in self.drained

    async def leave(self, node):
        self._answer()
        self.alive.discard(node)

    async def nodes(self):
        self._answer()
        return [card for card in await super().nodes() if card.name in self.alive]

    async def remember(self, room, state):
        self.states[room] = state

    async def recall(self, room):
        self._answer()
        return self.states.get(room, RoomState())

    def die(self, node):
        self.alive.discard(node.name)


class Page:
    """What a node writes to one person."""

    def __init__(self):
        self.said, self.code = [], None

    def post(self, message):
        self.said.append(message)

    def hang_up(self, code, reason):
        self.code = code

    def last(self, kind):
        return next((one for one in reversed(self.said) if one["type"] == kind), None)


async def join(node, member, role="participant", room="r"):
    page = Page()
    token = tokens.issue(room=room, member_id=member, name=f"M{member}", role=role)
    await node.join(token, "", member, None, page)
    return page


@pytest_asyncio.fixture
async def shared(settings):
    settings.VIDEO_NODE = "a"
    settings.VIDEO_BIND = ["127.0.0.1"]
    hooks.register(Policy())
    directory = Shared()
    yield directory
    hooks.register(None)


@pytest_asyncio.fixture
async def two(shared):
    pair = [Node("a", shared), Node("b", shared)]
    for node in pair:
        node.heart.start = lambda: None
        await node.heart.beat()
    yield pair
    for node in pair:
        for live in tuple(node.rooms.values()):
            for seat in tuple(live.seats.values()):
                live.vacate(seat)
    await asyncio.sleep(0.05)


async def test_a_room_is_on_one_node_and_the_other_says_where(two):
    a, b = two
    await join(a, 1, "host")
    with pytest.raises(Moved) as moved:
        await join(b, 2)
    assert moved.value.url == "/ws/video/a/"
    assert "r" not in b.rooms
    await join(a, 2)


async def test_who_was_let_in_stays_let_in_when_the_node_dies(two, shared):
    a, b = two
    await join(a, 1, "host")
    guest = await join(a, 2)
    live = a.rooms["r"]
    live.let_in(live._commands._seat(live.room.admit(live.seat_of(2).person.id)))
    live.room.removed.add(7)
    live.room.locked = True
    live.update()
    await comes_true(lambda: shared.states.get("r", RoomState()).known == (1, 2))
    assert guest.last("lobby")
    shared.die(a)
    await join(b, 1, "host")
    await join(b, 2)
    room = b.rooms["r"].room
    assert {p.token.member_id for p in room.inside.values()} == {1, 2}
    assert room.locked
    with pytest.raises(Refused, match="removed from this session"):
        await join(b, 7)


async def test_a_node_that_was_thought_dead_leaves_the_room_to_the_other(two, shared):
    a, b = two
    page = await join(a, 1, "host")
    shared.die(a)
    await join(b, 2)
    await a.heart.beat()
    assert page.last("moved") == {"type": "moved", "url": "/ws/video/b/"}
    assert page.code == 4307
    assert "r" not in a.rooms and b.rooms["r"].seats


async def test_a_node_that_drains_sends_people_to_the_lightest(two, shared):
    a, b = two
    page = await join(a, 1, "host")
    shared.drained.add("a")
    await a.heart.beat()
    assert page.last("moved")["url"] == "/ws/video/b/"
    assert (a.draining, a.rooms) == (True, {})
    assert shared.rooms["r"] == "b"
    await join(b, 1, "host")
    with pytest.raises(Moved):
        await join(a, 3, room="another")
    shared.drained.clear()
    await a.heart.beat()
    await join(a, 3, room="another")


async def test_rooms_of_a_node_that_drains_are_spread_over_the_others(two, shared):
    a, _ = two
    await shared.beat(Node("c", shared).heart.card())
    for number in range(4):
        await join(a, 1 + number, "host", room=f"r{number}")
    a.load.share = 0.4
    await a.drain()
    assert sorted(shared.rooms.values()) == ["b", "b", "c", "c"]


async def test_an_idle_node_is_found_by_one_that_drains(shared):
    a, b = Node("a", shared), Node("b", shared)
    for node in (a, b):
        node.begin()
    await comes_true(lambda: shared.alive == {"a", "b"})
    await join(a, 1, "host")
    shared.drained.add("a")
    await comes_true(lambda: shared.rooms["r"] == "b")
    for node in (a, b):
        await node.end()


async def test_among_several_a_process_without_a_name_is_given_no_rooms(two, shared, settings):
    settings.REDIS_URL, settings.VIDEO_NODE = "redis://nowhere", ""
    nameless = Node("one-1", shared)
    nameless.begin()
    assert nameless.heart._task is None
    settings.REDIS_URL = None
    nameless.begin()
    assert nameless.heart._task is not None
    await nameless.end()


async def test_a_process_that_ends_leaves_its_rooms_to_another(two, shared):
    a, b = two
    page = await join(a, 1, "host")
    await a.end()
    assert page.last("moved") == {"type": "moved", "url": "/ws/video/b/"}
    assert (page.code, shared.rooms["r"], shared.alive) == (4307, "b", {"b"})
    with pytest.raises(Moved):
        await join(a, 2)
    assert a.heart._task is None
    await join(b, 1, "host")


async def test_the_last_process_sends_people_to_the_usual_address(two, shared):
    a, b = two
    await b.end()
    page = await join(a, 1, "host")
    await a.end()
    assert page.last("moved") == {"type": "moved", "url": "/ws/video/"}
    assert "r" not in shared.rooms


async def test_a_process_can_end_while_the_directory_is_away(two, shared):
    a, _ = two
    page = await join(a, 1, "host")
    shared.is_away = True
    await a.end()
    assert page.last("moved") == {"type": "moved", "url": "/ws/video/"}


async def test_a_busy_node_opens_no_further_room(two, shared, settings):
    a, b = two
    await join(a, 1, "host")
    a.load.share = 0.9
    await join(a, 2)
    with pytest.raises(Moved) as moved:
        await join(a, 3, room="another")
    assert moved.value.url == "/ws/video/b/"
    b.load.share = 0.9
    await shared.beat(b.heart.card())
    with pytest.raises(Refused) as refused:
        await join(a, 3, room="another")
    assert (refused.value.code, refused.value.close) == ("busy", 1013)
    settings.VIDEO_MOST_CPU = 0.95
    await join(a, 3, room="another")


async def test_calls_go_on_while_the_directory_is_away(two, shared):
    a, _ = two
    page = await join(a, 1, "host")
    shared.is_away = True
    with pytest.raises(Unreachable):
        await a.heart.beat()
    await join(a, 2)
    assert page.code is None
    with pytest.raises(Refused) as refused:
        await join(a, 3, room="another")
    assert refused.value.close == 1013


async def test_the_consumer_says_where_and_closes(policy, monkeypatch):
    from video import node as nodes

    async def elsewhere(self, *given):
        raise Moved("/ws/video/b/")

    monkeypatch.setattr(nodes.Node, "join", elsewhere)
    guest = await (await Socket(2).open()).hello()
    assert (await guest.until("moved"))["url"] == "/ws/video/b/"
    assert (await guest.closed())[0] == 4307


# ---- the directory itself


@pytest.mark.integration
@pytest.mark.skipif(not os.environ.get("REDIS_URL"), reason="needs REDIS_URL")
async def test_the_directory_in_redis(monkeypatch):
    monkeypatch.setattr(directory, "PREFIX", f"test-{os.getpid()}:")
    monkeypatch.setattr(directory, "ALIVE_S", 1)
    kept = InRedis(os.environ["REDIS_URL"])
    assert await kept.beat(NodeCard("a", "/a/")) is False
    assert await kept.claim("r", "a") == "a"
    assert await kept.claim("r", "b") == "a"
    await kept.hand_over("r", "b", "c")
    assert await kept.claim("r", "b") == "a"
    await kept.hand_over("r", "a", "b")
    card = NodeCard("b", "/b/", load=0.5, each=(RoomCard("r", 3, 120.5, 0.01, 0.02, 1),))
    await kept.beat(card)
    assert (await kept.nodes())[1] == card
    assert await kept.claim("r", "a") == "b"
    assert [card.name for card in await kept.nodes()] == ["a", "b"]
    await kept.drain("a", drains=True)
    assert await kept.beat(NodeCard("a", "/a/")) is True
    await kept.drain("a", drains=False)
    assert await kept.beat(NodeCard("a", "/a/")) is False
    await kept.leave("b")
    assert [card.name for card in await kept.nodes()] == ["a"]
    assert await kept.claim("r", "a") == "a"
    state = RoomState((1, 2), (3,), True)
    await kept.remember("r", state)
    assert await kept.recall("r") == state
    assert await kept.recall("unknown") == RoomState()
    # Silent for too long: the room is whoever's comes first.
    await asyncio.sleep(1.3)
    assert await kept.nodes() == []
    assert await kept.claim("r", "a") == "a"
    await kept.close()


async def test_nodes_of_another_version_are_understood():
    said = {"name": "a", "url": "/a/", "later": 1, "each": [{"name": "r", "people": 2, "new": 0}]}
    old = {"name": "b", "url": "/b/"}
    cards = directory._cards([json.dumps(said), None, json.dumps(old)])
    room = RoomCard("r", 2)
    assert cards == [NodeCard("a", "/a/", each=(room,)), NodeCard("b", "/b/")]


async def test_a_directory_that_does_not_answer_says_so():
    kept = InRedis("redis://127.0.0.1:1/0")
    with pytest.raises(Unreachable):
        await kept.claim("r", "a")
    await kept.close()
