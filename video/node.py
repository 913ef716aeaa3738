"""A node: the rooms of this process, and the way into them."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import defaultdict
from weakref import WeakKeyDictionary

from community.realtime.hub import hub
from video import hooks, tokens
from video.live import LiveRoom
from video.protocol import NOT_ALLOWED, NOT_SIGNED_IN, TRY_AGAIN, Refused
from video.seats import Seat, Socket

REMEMBER_EMPTY_S = 6 * 3600.0
GONE = "You can no longer be in this room."


class Node:
    """Rooms by id. An empty room is remembered for some hours: who was removed stays removed."""

    def __init__(self) -> None:
        self.rooms: dict[str, LiveRoom] = {}
        self._opened: dict[str, float] = {}
        self._opening: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def join(
        self,
        text: str,
        resume: str,
        member_id: int,
        session_key: str | None,
        socket: Socket,
    ) -> Seat:
        """Brings a person to the room that the token names. Raises Refused with a close code."""
        token = self._read(text, member_id)
        returning = self._returning(token, resume)
        if returning is None and not token.is_fresh:
            words = "This link to the room is too old. Open the room page again."
            raise Refused("bad_token", words, NOT_SIGNED_IN)
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
            if comes_back:
                seat.live.put_out(seat, NOT_ALLOWED, GONE)
            raise Refused("not_allowed", GONE, NOT_ALLOWED)
        if seat.is_gone or seat.live.room.ended:
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

    async def _open(self, id: str) -> LiveRoom:
        async with self._opening[id]:
            live = self.rooms.get(id)
            if live is None or live.room.ended:
                self._forget_old()
                removed = live.room.removed if live else set()
                live = LiveRoom(id, await hooks.policy().rules(id))
                live.room.removed |= removed
                self.rooms[id] = live
            self._opened[id] = time.monotonic()
            return live

    def _forget_old(self) -> None:
        before = time.monotonic() - REMEMBER_EMPTY_S
        for id, live in tuple(self.rooms.items()):
            if not live.seats and self._opened[id] < before:
                del self.rooms[id], self._opened[id]
                self._opening.pop(id, None)


_nodes: WeakKeyDictionary[asyncio.AbstractEventLoop, Node] = WeakKeyDictionary()


def node() -> Node:
    """The node of the running event loop: one a server process."""
    loop = asyncio.get_running_loop()
    if loop not in _nodes:
        _nodes[loop] = Node()
    return _nodes[loop]
