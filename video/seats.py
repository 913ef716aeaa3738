"""A seat: one person's place with its socket, its media connection and its standing in the hub."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Protocol

from video import hooks
from video.protocol import NOT_ALLOWED, NOT_SIGNED_IN, Message
from video.rooms import Participant
from video.tokens import JoinToken

if TYPE_CHECKING:
    from video.live import LiveRoom
    from video.media import MediaLink

# Messages that say how things stand, as the first word does.
STATES = frozenset({"room", "participants", "waiting"})
GONE = "You can no longer be in this room."
FAREWELLS = frozenset({"removed", "denied", "ended", "replaced", "moved", "error"})


class Socket(Protocol):
    """The signalling socket, seen from the room: writing never waits."""

    def post(self, message: Message) -> None: ...

    def hang_up(self, code: int, reason: str) -> None: ...


class Seat:
    """Outlives its socket for a while, so that a lost connection costs nobody their place.

    The hub holds the seat, not the socket: rights are re-checked while the socket is away, too.
    """

    def __init__(self, live: LiveRoom, token: JoinToken, session_key: str | None) -> None:
        self.live = live
        self.person = Participant(token)
        self.member_id = token.member_id
        self.session_key = session_key
        self.resume = secrets.token_urlsafe(24)
        self.socket: Socket | None = None
        self.media: MediaLink | None = None
        self.giving_up: asyncio.TimerHandle | None = None
        self.chatting = asyncio.Lock()
        self.is_gone = False
        self.sends_small = False
        self._kept: list[Message] | None = None

    @property
    def is_inside(self) -> bool:
        return self.person.id in self.live.room.inside

    def post(self, message: Message) -> None:
        if self._kept is not None:
            self._kept.append(message)
        elif self.socket is not None:
            self.socket.post(message)

    def keep(self) -> None:
        """Holds messages back until the first word to a person who comes in is ready."""
        self._kept = []

    def begin(self, first: Message) -> None:
        """Sends the first word, then what was held back, without what the first word says
        already.
        """
        kept, self._kept = self._kept or [], None
        self.post(first)
        told = {line.get("id") for line in first.get("chat", ())}
        for message in kept:
            is_told = message["type"] == "chat" and message["line"].get("id") in told
            if not is_told and message["type"] not in STATES:
                self.post(message)

    def hang_up(self, code: int, reason: str) -> None:
        socket, self.socket = self.socket, None
        kept, self._kept = self._kept or [], None
        if socket is not None:
            # Somebody whose welcome is still on its way hears why they go all the same.
            for message in kept:
                if message["type"] in FAREWELLS:
                    socket.post(message)
            socket.hang_up(code, reason)

    async def recheck(self) -> None:
        """Asks the policy again; whoever lost access is out at once, and so is who cannot be
        checked.
        """
        try:
            allowed = await hooks.policy().authorise(self.person.token)
        except Exception:
            self.live.put_out(self, NOT_ALLOWED, "We could not check your access. Join again.")
            raise
        if not allowed:
            self.live.shut_out(self, GONE)
            return
        await self.recount()

    async def recount(self) -> None:
        """Asks whether the person is one of the adults that the room's rule asks for; a question
        without an answer is a no.
        """
        counts = False
        try:
            counts = await self.counts_now()
        finally:
            if self.person.counts != counts and not self.is_gone:
                self.person.counts = counts
                self.live.update()

    async def counts_now(self) -> bool:
        if not self.live.room.adults.wanted or not self.person.token.counts:
            return False
        return await hooks.policy().counts(self.person.token)

    async def lose_access(self) -> None:
        self.live.shut_out(self, GONE)

    async def end_session(self) -> None:
        self.live.put_out(self, NOT_SIGNED_IN, "You are signed out.")
