"""The hub: one subscription a process and topic, one render, and nobody waits for a slow reader."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction

from community.realtime import actions, topics
from community.realtime import hub as hub_module
from community.realtime.events import Event, Frame
from community.realtime.hub import Hub
from community.realtime.topics import Topic, group_of

TOPIC = "kitchen:1"
SOCKETS = 200


@pytest.fixture(autouse=True)
def kitchen(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = Topic(kind="kitchen", authorise=lambda member, key: True, presence=True)
    monkeypatch.setitem(topics._topics, "kitchen", everybody)
    monkeypatch.setitem(topics._topics, "quiet", Topic(kind="quiet", authorise=lambda *_: True))


class Layer:
    """A channel layer in memory that counts, and that takes its time when it is told to."""

    def __init__(self) -> None:
        self.added: Counter[str] = Counter()
        self.groups: set[str] = set()
        self.slow: dict[str, asyncio.Event] = {}
        self.fails = False
        self._queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def new_channel(self) -> str:
        return "channel"

    async def group_add(self, group: str, channel: str) -> None:
        await self._wait("add")
        if self.fails:
            raise ConnectionError("the layer is away")
        self.added[group] += 1
        self.groups.add(group)

    async def group_discard(self, group: str, channel: str) -> None:
        await self._wait("discard")
        self.groups.discard(group)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        await asyncio.sleep(0)
        if group in self.groups:
            self._queue.put_nowait(json.loads(json.dumps(message)))

    async def receive(self, channel: str) -> dict[str, Any]:
        return await self._queue.get()

    async def _wait(self, what: str) -> None:
        await asyncio.sleep(0)
        if what in self.slow:
            await self.slow[what].wait()


@dataclass(eq=False)
class Reader:
    """One open page. `stuck`: the network took nothing any more."""

    member_id: int = 1
    member_name: str = "Rosa"
    session_key: str | None = None
    unseen: frozenset[int] = frozenset()
    stuck: bool = False
    heard: list[str] = field(default_factory=list)
    fell_behind: bool = False

    async def write(self, text: str) -> None:
        if self.stuck:
            await asyncio.Event().wait()
        self.heard.append(text)

    async def fall_behind(self) -> None:
        self.fell_behind = True

    async def recheck(self) -> None: ...

    async def lose_access(self) -> None: ...

    async def end_session(self) -> None: ...

    def frames(self, kind: str) -> list[str]:
        return [text for text in self.heard if json.loads(text)["type"] == kind]


rendered: list[int] = []


@dataclass(frozen=True)
class Kettle(Event):
    number: int

    def frame(self) -> Frame | None:
        rendered.append(self.number)
        return {"type": "kettle", "number": self.number}


async def until(true: Callable[[], bool], within_s: float = 3) -> None:
    async with asyncio.timeout(within_s):
        while not true():
            await asyncio.sleep(0.01)


async def boil(hub: Hub, number: int, topic: str = TOPIC) -> None:
    message = {"type": "hub.event", "topic": topic, **Kettle(number).as_message()}
    await hub._layer.group_send(group_of(topic), message)


@pytest.fixture
async def hub(monkeypatch: pytest.MonkeyPatch):
    layer = Layer()
    monkeypatch.setattr(hub_module, "get_channel_layer", lambda: layer)
    rendered.clear()
    made = Hub()
    yield made
    for task in tuple(made._tasks):
        task.cancel()
    await asyncio.gather(*made._tasks, return_exceptions=True)


async def test_two_hundred_pages_cost_one_subscription_and_one_render_of_the_same_bytes(hub):
    readers = [Reader(member_id=number) for number in range(SOCKETS)]
    await asyncio.gather(*(hub.subscribe("quiet:1", reader) for reader in readers))
    await boil(hub, 1, "quiet:1")
    await until(lambda: all(reader.heard for reader in readers))
    assert hub._layer.added[group_of("quiet:1")] == 1
    assert rendered == [1]
    assert {text for reader in readers for text in reader.heard} == {
        '{"topic":"quiet:1","type":"kettle","number":1}'
    }
    assert sum(len(reader.heard) for reader in readers) == SOCKETS


async def test_replies_are_heard_in_the_order_in_which_they_were_sent(hub):
    reader = Reader()
    await hub.subscribe("quiet:1", reader)
    for number in range(20):
        await boil(hub, number, "quiet:1")
    await until(lambda: len(reader.heard) == 20)
    assert [json.loads(text)["number"] for text in reader.heard] == list(range(20))


async def test_whoever_listens_second_listens_no_earlier_than_the_process_does(hub):
    """Else a page reads what it missed, and then misses what comes before the layer is ready."""
    await hub._start()
    hub._layer.slow["add"] = asyncio.Event()
    first = asyncio.create_task(hub.subscribe(TOPIC, Reader(1)))
    second = asyncio.create_task(hub.subscribe(TOPIC, Reader(2)))
    await asyncio.sleep(0.05)
    assert not first.done()
    assert not second.done()
    hub._layer.slow["add"].set()
    await asyncio.gather(first, second)
    assert hub._layer.added[group_of(TOPIC)] == 1


async def test_the_last_two_readers_may_leave_at_the_same_moment(hub):
    readers = [Reader(1, "Rosa"), Reader(2, "Ines")]
    for reader in readers:
        await hub.subscribe(TOPIC, reader)
    await asyncio.gather(*(hub.unsubscribe(TOPIC, reader) for reader in readers))
    assert hub.listener_count(TOPIC) == 0
    assert group_of(TOPIC) not in hub._layer.groups


async def test_who_comes_while_the_last_one_leaves_still_hears(hub):
    leaving, coming = Reader(1, "Rosa"), Reader(2, "Ines")
    await hub.subscribe(TOPIC, leaving)
    hub._layer.slow["discard"] = asyncio.Event()
    gone = asyncio.create_task(hub.unsubscribe(TOPIC, leaving))
    await asyncio.sleep(0.02)
    come = asyncio.create_task(hub.subscribe(TOPIC, coming))
    await asyncio.sleep(0.02)
    hub._layer.slow["discard"].set()
    await asyncio.gather(gone, come)
    await boil(hub, 1)
    await until(lambda: bool(coming.frames("kettle")))
    assert not leaving.frames("kettle")


async def test_a_layer_that_was_away_is_asked_again_by_the_next_page(hub):
    await hub._start()
    hub._layer.fails = True
    with pytest.raises(ConnectionError):
        await hub.subscribe("quiet:1", Reader(1))
    hub._layer.fails = False
    reader = Reader(2)
    await hub.subscribe("quiet:1", reader)
    await boil(hub, 1, "quiet:1")
    await until(lambda: len(reader.heard) == 1)


async def test_a_layer_that_forgot_us_is_joined_again(hub, monkeypatch):
    """Redis forgets a group after a day, and everything when it starts anew."""
    monkeypatch.setattr(hub_module, "JOIN_AGAIN_EVERY_S", 0.05)
    reader = Reader()
    await hub.subscribe("quiet:1", reader)
    hub._layer.groups.clear()
    await until(lambda: {group_of("quiet:1"), hub_module.CONTROL_GROUP} <= hub._layer.groups)
    await boil(hub, 1, "quiet:1")
    await until(lambda: len(reader.heard) == 1)


async def test_a_page_whose_network_is_stuck_holds_up_nobody(hub, monkeypatch):
    monkeypatch.setattr(hub_module, "WRITE_WITHIN_S", 1.5)
    stuck, others = Reader(1, stuck=True), [Reader(number) for number in range(2, 50)]
    for reader in [stuck, *others]:
        await hub.subscribe("quiet:1", reader)
    await boil(hub, 1, "quiet:1")
    await until(lambda: all(reader.heard for reader in others), within_s=1.2)
    # It is let go of, so that it comes back and catches up; the next reply does not meet it.
    await until(lambda: stuck.fell_behind)
    assert hub.listener_count("quiet:1") == len(others)
    await boil(hub, 2, "quiet:1")
    await until(lambda: all(len(reader.heard) == 2 for reader in others), within_s=1.2)


async def test_a_page_that_broke_holds_up_nobody(hub):
    class Broken(Reader):
        async def write(self, text: str) -> None:
            raise ConnectionResetError

    well = Reader(2)
    for reader in (Broken(1), well):
        await hub.subscribe("quiet:1", reader)
    await boil(hub, 1, "quiet:1")
    await until(lambda: len(well.heard) == 1)


async def test_saying_who_is_here_survives_a_layer_that_was_away(hub, monkeypatch):
    monkeypatch.setattr(hub_module, "ANNOUNCE_EVERY_S", 0.02)
    said: list[str] = []

    async def send(group: str, message: dict[str, Any]) -> None:
        said.append(message["type"])
        raise ConnectionError("the layer is away")

    await hub.subscribe(TOPIC, Reader())
    hub._layer.group_send = send
    await until(lambda: len(said) > 1)


async def test_an_event_that_cannot_be_built_does_not_silence_the_next(hub):
    reader = Reader()
    await hub.subscribe("quiet:1", reader)
    unknown = {"type": "hub.event", "topic": "quiet:1", "event": "of.another.Version", "data": {}}
    await hub._layer.group_send(group_of("quiet:1"), unknown)
    await boil(hub, 2, "quiet:1")
    await until(lambda: len(reader.heard) == 1)


async def test_who_types_is_told_to_the_others_of_that_topic_alone(hub):
    rosa, ines, elsewhere = Reader(1, "Rosa"), Reader(2, "Ines"), Reader(3, "Kofi")
    await hub.subscribe("quiet:1", rosa)
    await hub.subscribe("quiet:1", ines)
    await hub.subscribe("quiet:2", elsewhere)
    await hub.say_typing("quiet:1", rosa)
    await until(lambda: bool(ines.heard))
    assert json.loads(ines.heard[0]) == {
        "topic": "quiet:1",
        "type": "typing",
        "id": 1,
        "name": "Rosa",
    }
    assert rosa.heard == elsewhere.heard == []


async def test_rights_are_asked_again_of_every_connection_of_that_member_alone(hub):
    asked: list[int] = []

    class Asked(Reader):
        async def recheck(self) -> None:
            asked.append(self.member_id)

    for member_id in (1, 1, 2):
        await hub.track(Asked(member_id))
    message = {"type": "hub.access", "member_ids": [1]}
    await hub._layer.group_send(hub_module.CONTROL_GROUP, message)
    await until(lambda: len(asked) == 2)
    assert asked == [1, 1]


async def test_rights_that_lapse_by_themselves_are_noticed_without_being_told(hub, monkeypatch):
    monkeypatch.setattr(hub_module, "RECHECK_ALL_EVERY_S", 0.05)
    asked: list[int] = []

    class Asked(Reader):
        async def recheck(self) -> None:
            asked.append(self.member_id)

    await hub.track(Asked(1))
    await until(lambda: 1 in asked)


async def test_rights_of_many_that_end_at_once_are_looked_up_together(hub, monkeypatch):
    lookups: list[int] = []
    out: list[int] = []

    class Out(Reader):
        async def lose_access(self) -> None:
            out.append(self.member_id)

    def nobody(member_ids):
        lookups.append(len(member_ids))
        return set()

    monkeypatch.setattr(hub_module, "who_takes_part", nobody)
    for member_id in range(200):
        await hub.track(Out(member_id))
    for member_id in range(200):
        message = {"type": "hub.access", "member_ids": [member_id]}
        await hub._layer.group_send(hub_module.CONTROL_GROUP, message)
    await until(lambda: len(out) == 200)
    assert sorted(out) == list(range(200))
    assert sum(lookups) == 200 and len(lookups) < 100


@pytest.fixture(autouse=True)
def nobody_waits_to_be_told() -> None:
    """A test before may have rolled back whose rights it changed."""
    actions._changed().clear()


@pytest.mark.django_db
def test_whose_rights_change_in_one_transaction_are_told_of_in_one_message(
    monkeypatch, django_capture_on_commit_callbacks
):
    said: list[dict[str, Any]] = []
    monkeypatch.setattr(actions, "_send", lambda group, message: said.append(message))
    with django_capture_on_commit_callbacks(execute=True):
        for member_id in (3, 1, 2, 3):
            actions.access_changed(member_id)
    assert said == [{"type": "hub.access", "member_ids": [1, 2, 3]}]


@pytest.mark.django_db
def test_a_change_whose_savepoint_is_rolled_back_silences_no_other(
    monkeypatch, django_capture_on_commit_callbacks
):
    said: list[dict[str, Any]] = []
    monkeypatch.setattr(actions, "_send", lambda group, message: said.append(message))
    with django_capture_on_commit_callbacks(execute=True):
        with pytest.raises(RuntimeError), transaction.atomic():
            actions.access_changed(1)
            raise RuntimeError
        actions.access_changed(2)
    assert {2} <= set(said[0]["member_ids"]) and len(said) == 1
