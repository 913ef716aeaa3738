"""The hub: one a process. It listens to the channel layer once a topic, builds each message once,
and writes the same bytes to every socket.

Measured, a stock `group_send` to each consumer costs 8 times as much server CPU a delivery
(docs/architecture.md has the figures).
"""

from __future__ import annotations

import asyncio
import json
import logging
import uuid
from collections import defaultdict
from collections.abc import Awaitable, Collection, Iterable
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from channels.layers import get_channel_layer

from community.realtime.actions import CONTROL_GROUP
from community.realtime.events import Event, Frame
from community.realtime.personal import who_takes_part
from community.realtime.presence import ANNOUNCE_EVERY_S, Presence
from community.realtime.threads import in_thread
from community.realtime.topics import group_of, split

RECHECK_ALL_EVERY_S = 60.0
JOIN_AGAIN_EVERY_S = 60.0
WRITE_WITHIN_S = 5.0
log = logging.getLogger(__name__)


class Connection(Protocol):
    """Something long-lived that a member holds open: a page's socket, a place in a call."""

    member_id: int
    session_key: str | None

    async def recheck(self) -> None:
        """Asks the policy again and closes what is no longer allowed."""

    async def lose_access(self) -> None:
        """Its member takes no part any more: closes at once, without asking anything."""

    async def end_session(self) -> None:
        """The browser session was signed out: close."""


class Listener(Connection, Protocol):
    """A connection that can be written to.

    unseen: ids of those whose being here it is not shown.
    """

    member_name: str
    unseen: frozenset[int]

    async def write(self, text: str) -> None: ...

    async def fall_behind(self) -> None:
        """Took nothing for too long: close, so that the page comes back and catches up."""


class Hub:
    """All open connections of this process."""

    def __init__(self) -> None:
        self.process = uuid.uuid4().hex
        self.presence = Presence()
        self._layer: Any = get_channel_layer()
        self._listeners: dict[str, set[Listener]] = {}
        self._connections: dict[int, set[Connection]] = defaultdict(set)
        self._order: dict[str, asyncio.Lock] = {}
        self._channel: str | None = None
        self._starting = asyncio.Lock()
        self._joining = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._to_ask: set[int] = set()
        self._asking = False

    # ---- connections

    async def track(self, connection: Connection) -> None:
        """From now on the connection is re-checked when its member's rights change."""
        await self._start()
        self._connections[connection.member_id].add(connection)

    def untrack(self, connection: Connection) -> None:
        held = self._connections.get(connection.member_id)
        if held is not None:
            held.discard(connection)
            if not held:
                del self._connections[connection.member_id]

    async def subscribe(self, topic: str, listener: Listener) -> None:
        """The caller has asked the policy; the hub only delivers."""
        await self._start()
        # Joining and leaving take turns: a leave that is under way must not undo a later join,
        # and nobody catches up before the process really listens.
        async with self._joining:
            if topic not in self._listeners:
                await self._layer.group_add(group_of(topic), self._channel)
                self._listeners[topic] = set()
            self._listeners[topic].add(listener)
        kind, _ = split(topic)
        if kind is not None and kind.presence:
            self.presence.enter(topic, listener.member_id, listener.member_name)
            await self._announce(topic, ask=True)

    async def unsubscribe(self, topic: str, listener: Listener) -> None:
        listeners = self._listeners.get(topic)
        if listeners is None or listener not in listeners:
            return
        listeners.discard(listener)
        left = self.presence.leave(topic, listener.member_id)
        async with self._joining:
            if topic in self._listeners and not self._listeners[topic]:
                del self._listeners[topic]
                self._order.pop(topic, None)
                self.presence.forget(topic)
                await self._layer.group_discard(group_of(topic), self._channel)
        if left:
            await self._announce(topic)

    async def say_typing(self, topic: str, listener: Listener) -> None:
        """Tells the others of the topic, in every process, that the person is writing."""
        person = {"id": listener.member_id, "name": listener.member_name}
        message = {"type": "hub.typing", "topic": topic, "person": person}
        await self._layer.group_send(group_of(topic), message)

    def listener_count(self, topic: str) -> int:
        return len(self._listeners.get(topic, ()))

    # ---- messages from the layer

    async def _start(self) -> None:
        async with self._starting:
            if self._channel is not None:
                return
            # With the usual prefix: over Redis a process reads all its channels from one list.
            channel = await self._layer.new_channel()
            await self._layer.group_add(CONTROL_GROUP, channel)
            self._channel = channel
            self._spawn(self._receive())
            self._spawn(self._announce_again())
            self._spawn(self._recheck_again())
            self._spawn(self._join_again())

    def _spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _receive(self) -> None:
        while True:
            try:
                message = await self._layer.receive(self._channel)
                self._take(message)
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("the hub lost a message")
                await asyncio.sleep(0.5)

    def _take(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "hub.event":
                self._spawn(self._deliver_event(message))
            case "hub.typing":
                self._spawn(self._deliver_typing(message))
            case "hub.presence":
                self._spawn(self._deliver_presence(message))
            case "hub.access":
                self._ask_again(message["member_ids"])
            case "hub.session_ended":
                self._spawn(self._end_session(message["session_key"]))

    async def _deliver_event(self, message: dict[str, Any]) -> None:
        topic = message["topic"]
        if topic not in self._listeners:
            return
        # One at a time for each topic keeps the order in which things were committed.
        async with self._order.setdefault(topic, asyncio.Lock()):
            try:
                event = Event.from_message(message)
                frame = await in_thread(event.frame)()
            except Exception:
                log.exception("could not build %s", message["event"])
                return
            if frame is not None:
                await self._write(topic, frame)

    async def _deliver_typing(self, message: dict[str, Any]) -> None:
        person = message["person"]
        frame = {"type": "typing", "id": person["id"], "name": person["name"]}
        await self._write(message["topic"], frame, about=person["id"])

    async def _deliver_presence(self, message: dict[str, Any]) -> None:
        topic = message["topic"]
        if message["process"] != self.process:
            people = {person["id"]: person["name"] for person in message["people"]}
            changed = self.presence.heard(topic, message["process"], people)
            if message["ask"] and self.presence.local_people(topic):
                await self._announce(topic)
            if not changed:
                return
        await self._write_presence(topic)

    def presence_frame(self, topic: str, unseen: frozenset[int] = frozenset()) -> Frame:
        """Who is here, without those whom the listener is not shown."""
        here = self.presence.people(topic).items()
        people = sorted(here, key=lambda person: person[1].lower())
        shown = [{"id": pk, "name": name} for pk, name in people if pk not in unseen]
        return {"type": "presence", "people": shown}

    async def _write_presence(self, topic: str) -> None:
        """One frame for nearly everybody; one more for each set of people that is left out."""
        here = frozenset(self.presence.people(topic))
        groups: dict[frozenset[int], list[Listener]] = defaultdict(list)
        for listener in tuple(self._listeners.get(topic, ())):
            groups[listener.unseen & here].append(listener)
        for unseen, listeners in groups.items():
            await self._write_to(topic, self.presence_frame(topic, unseen), listeners)

    async def _write(self, topic: str, frame: Frame, about: int | None = None) -> None:
        """about: the person of whom it tells; they and who is not shown them hear nothing."""
        listeners = [
            listener
            for listener in self._listeners.get(topic, ())
            if listener.member_id != about and about not in listener.unseen
        ]
        await self._write_to(topic, frame, listeners)

    async def _write_to(self, topic: str, frame: Frame, listeners: Iterable[Listener]) -> None:
        text = json.dumps({"topic": topic, **frame}, separators=(",", ":"))
        # Each write is a task of its own: one page that takes nothing holds up no other.
        writing = {asyncio.ensure_future(listener.write(text)): listener for listener in listeners}
        if not writing:
            return
        done, stuck = await asyncio.wait(writing, timeout=WRITE_WITHIN_S)
        for write in done:
            if write.exception() is not None:
                log.debug("a socket went away while being written to: %r", write.exception())
        for write in stuck:
            write.cancel()
            self._spawn(self._let_go(topic, writing[write]))

    async def _let_go(self, topic: str, listener: Listener) -> None:
        await self.unsubscribe(topic, listener)
        await listener.fall_behind()

    async def _announce(self, topic: str, ask: bool = False) -> None:
        people = self.presence.local_people(topic).items()
        message = {
            "type": "hub.presence",
            "topic": topic,
            "process": self.process,
            "people": [{"id": pk, "name": name} for pk, name in people],
            "ask": ask,
        }
        await self._layer.group_send(group_of(topic), message)

    # ---- rights, again

    def _ask_again(self, member_ids: Collection[int]) -> None:
        """Rights of many may end at once: those who come while others are looked up go together."""
        self._to_ask.update(pk for pk in member_ids if pk in self._connections)
        if self._to_ask and not self._asking:
            self._asking = True
            self._spawn(self._ask_all())

    async def _ask_all(self) -> None:
        try:
            while self._to_ask:
                asked, self._to_ask = self._to_ask, set()
                await self._recheck_members(asked)
        finally:
            self._asking = False

    async def _recheck_members(self, member_ids: Collection[int]) -> None:
        """Whoever takes no part any more is out after one question for all of them; of the others
        each connection asks about what it rests on.
        """
        try:
            here = await in_thread(who_takes_part)(member_ids)
        except Exception:
            log.exception("could not look up whose rights changed")
            here = set(member_ids)
        every = [one for pk in member_ids for one in self._connections.get(pk, ())]
        gone = [one for one in every if one.member_id not in here]
        await asyncio.gather(*(self._safely(one.lose_access()) for one in gone))
        rest = [one for one in every if one.member_id in here]
        await asyncio.gather(*(self._safely(one.recheck()) for one in rest))

    async def _safely(self, asking: Awaitable[None]) -> None:
        try:
            await asking
        except Exception:
            log.exception("could not re-check a connection")

    async def _end_session(self, session_key: str) -> None:
        for held in tuple(self._connections.values()):
            for connection in tuple(held):
                if connection.session_key == session_key:
                    await connection.end_session()

    async def _recheck_again(self) -> None:
        """Roles and clearances lapse by themselves: nobody sends an event for that."""
        while True:
            await asyncio.sleep(RECHECK_ALL_EVERY_S)
            for member_id in tuple(self._connections):
                await self._recheck_members({member_id})

    async def _join_again(self) -> None:
        """Redis forgets groups after a day, and all of them when it starts anew."""
        while True:
            await asyncio.sleep(JOIN_AGAIN_EVERY_S)
            try:
                await self._layer.group_add(CONTROL_GROUP, self._channel)
                for topic in tuple(self._listeners):
                    await self._join_topic_again(topic)
            except Exception:
                log.exception("could not join the channel layer again")

    async def _join_topic_again(self, topic: str) -> None:
        async with self._joining:
            if topic in self._listeners:
                await self._layer.group_add(group_of(topic), self._channel)

    async def _announce_again(self) -> None:
        while True:
            await asyncio.sleep(ANNOUNCE_EVERY_S)
            try:
                for topic in self.presence.topics():
                    await self._announce(topic)
            except Exception:
                log.exception("could not say who is here")


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running event loop: one a server process."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]
