"""A node: the rooms of this process, and the way into them or to the node that has them."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from weakref import WeakKeyDictionary

from django.conf import settings

from community.realtime.hub import hub
from video import conf, hooks, tokens
from video.directory import Directory, InRedis, NodeCard, OneProcess, RoomState, Unreachable
from video.figures import Figures
from video.heart import Heart
from video.live import LiveRoom
from video.load import Load
from video.metrics import nodes
from video.protocol import NOT_ALLOWED, NOT_SIGNED_IN, TRY_AGAIN, Moved, Refused
from video.seats import GONE, Seat, Socket
from video.tasks import spawn

REMEMBER_EMPTY_S = 6 * 3600.0
# For so long a process that ends stays, so that what it has said reaches people.
LAST_WORDS_S = 0.5
END_WITHIN_S = 4.0
NONE_GIVEN: Mapping[str, float] = {}
BUSY = "Our calls are very busy just now. We keep trying for you."
log = logging.getLogger(__name__)


class Node:
    """Rooms by id. An empty room is remembered for some hours: who was removed stays removed."""

    def __init__(self, name: str, directory: Directory) -> None:
        self.name = name
        self.url = conf.node_url(name)
        self.directory = directory
        self.rooms: dict[str, LiveRoom] = {}
        self.load = Load()
        self.figures = Figures()
        self.draining = False
        self.heart = Heart(self)
        nodes.add(self)
        self._opened: dict[str, float] = {}
        self._opening: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def begin(self) -> None:
        """The process has begun: others learn of this node before its first call."""
        if conf.takes_rooms_of_others():
            self.heart.start()

    async def join(
        self,
        text: str,
        resume: str,
        member_id: int,
        session_key: str | None,
        socket: Socket,
    ) -> Seat:
        """Brings a person to the room that the token names.

        Raises Refused with a close code, or Moved when the room is on another node.
        """
        token = self._read(text, member_id)
        returning = self._returning(token, resume)
        if returning is None and not token.is_fresh:
            words = "This link to the room is too old. Open the room page again."
            raise Refused("bad_token", words, NOT_SIGNED_IN)
        self.heart.start()
        live = await self._open(token.room)
        seat = returning or Seat(live, token, session_key)
        # The hub knows the seat before the policy is asked: no change of rights falls in between.
        await hub().track(seat)
        try:
            allowed = await hooks.policy().authorise(token)
            if allowed:
                seat.person.counts = await seat.counts_now()
            self._seat_or_refuse(seat, socket, allowed, comes_back=returning is not None)
        except BaseException:
            if seat.socket is not socket:
                hub().untrack(seat)
            raise
        seat.session_key = session_key
        return seat

    def _seat_or_refuse(self, seat: Seat, socket: Socket, allowed: bool, comes_back: bool) -> None:
        if not allowed:
            seat.live.shut_out(seat, GONE)
            raise Refused("not_allowed", GONE, NOT_ALLOWED)
        if seat.is_gone or seat.live.room.ended or self.rooms.get(seat.live.room.id) != seat.live:
            raise Refused("internal", "Join again.", TRY_AGAIN)
        if comes_back:
            seat.live.come_back(seat, socket)
        else:
            seat.live.sit(seat, socket)

    def _read(self, text: str, member_id: int) -> tokens.JoinToken:
        try:
            token = tokens.read(text)
        except tokens.BadToken as error:
            raise Refused("bad_token", str(error), NOT_SIGNED_IN) from error
        if token.member_id != member_id:
            words = "This link to the room belongs to somebody else. Open the room page again."
            raise Refused("bad_token", words, NOT_SIGNED_IN)
        return token

    def _returning(self, token: tokens.JoinToken, resume: str) -> Seat | None:
        """The seat that is still kept for who knows its secret."""
        live = self.rooms.get(token.room)
        seat = live.seat_of(token.member_id) if live else None
        if seat is None or not resume:
            return None
        if not secrets.compare_digest(seat.resume.encode(), resume.encode()):
            return None
        same_standing = seat.person.token.role == token.role
        return seat if same_standing else None

    # ---- rooms

    async def _open(self, id: str) -> LiveRoom:
        """The room on this node. Raises Moved or Refused when it is not to be here."""
        async with self._opening[id]:
            live = self.rooms.get(id)
            if live is not None and live.seats and not live.room.ended:
                return live
            state = await self._take(id)
            if live is None or live.room.ended:
                self._forget_old()
                removed = live.room.removed if live else set()
                live = LiveRoom(id, await hooks.policy().rules(id), self._rememberer(id))
                live.room.removed |= removed
                self.rooms[id] = live
            live.room.restore(state)
            self._opened[id] = time.monotonic()
            return live

    async def _take(self, id: str) -> RoomState:
        """Makes the room ours, unless it is somebody else's or we have no strength left."""
        try:
            if self.draining or self.load.share >= conf.most_cpu():
                await self._send_on(id)
            owner = await self.directory.claim(id, self.name)
            if owner != self.name:
                raise Moved(await self._url_of(owner))
            return await self.directory.recall(id)
        except Unreachable as error:
            raise Refused("internal", "Something went wrong. Try again.", TRY_AGAIN) from error

    async def _send_on(self, id: str) -> None:
        other = await self._lightest()
        if other is None:
            raise Refused("busy", BUSY, TRY_AGAIN)
        # Were it ours still, the other would send people back.
        await self.directory.hand_over(id, self.name, other.name)
        raise Moved(other.url)

    async def _lightest(self, given: Mapping[str, float] = NONE_GIVEN) -> NodeCard | None:
        """The node that has most strength left for another room, except this one.

        given: load by node that was sent there just now, so that its card does not know of it yet.
        """
        limit = conf.most_cpu()
        able = [
            card
            for card in await self.directory.nodes()
            if card.url != self.url and not card.draining and card.load < limit
        ]
        load = {card.name: card.load + given.get(card.name, 0.0) for card in able}
        return min(able, key=lambda card: (load[card.name], card.people), default=None)

    async def _url_of(self, name: str) -> str:
        cards = await self.directory.nodes()
        return next((card.url for card in cards if card.name == name), conf.SOCKET_URL)

    def _rememberer(self, id: str) -> Callable[[RoomState], None]:
        def remember(state: RoomState) -> None:
            spawn(self._remember(id, state), "remembering a room")

        return remember

    async def _remember(self, id: str, state: RoomState) -> None:
        try:
            await self.directory.remember(id, state)
        except Unreachable:
            log.info("what a room should remember was not written down")

    def _forget_old(self) -> None:
        before = time.monotonic() - REMEMBER_EMPTY_S
        for id, live in tuple(self.rooms.items()):
            if not live.seats and self._opened[id] < before:
                self._drop(id)

    def _drop(self, id: str) -> None:
        del self.rooms[id], self._opened[id]
        self._opening.pop(id, None)

    # ---- leaving

    async def drain(self) -> None:
        """Gives every room to another node and takes no new one. People follow by themselves."""
        self.draining = True
        of_each = self.load.share / max(1, len(self.rooms))
        given: defaultdict[str, float] = defaultdict(float)
        for id in tuple(self.rooms):
            other = await self._lightest(given)
            name = other.name if other else ""
            await self.directory.hand_over(id, self.name, name or None)
            await self.leave_room(id, name)
            given[name] += of_each

    async def end(self) -> None:
        """The process is about to end. Rooms go to other nodes, or wait for whoever comes first."""
        self.heart.stop()
        has_people = any(live.seats for live in self.rooms.values())
        try:
            async with asyncio.timeout(END_WITHIN_S):
                await self.drain()
                await self.directory.leave(self.name)
        except (Unreachable, TimeoutError):
            log.warning("the directory of rooms was not told that this node ends")
        for live in self.rooms.values():
            live.move(conf.SOCKET_URL)
        if has_people:
            await asyncio.sleep(LAST_WORDS_S)

    async def leave_room(self, id: str, owner: str) -> None:
        """The room is another node's now."""
        url = await self._url_of(owner)
        live = self.rooms.get(id)
        if live is not None:
            live.move(url)
            self._drop(id)


_nodes: WeakKeyDictionary[asyncio.AbstractEventLoop, Node] = WeakKeyDictionary()


def node() -> Node:
    """The node of the running event loop: one a server process."""
    loop = asyncio.get_running_loop()
    if loop not in _nodes:
        url: str | None = getattr(settings, "REDIS_URL", None)
        _nodes[loop] = Node(conf.node_name(), InRedis(url) if url else OneProcess())
    return _nodes[loop]
