"""The link between a seat and its media connection: offers out, answers in, streams through the
switch.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import secrets
import time
from collections.abc import Callable

from video.forwarding import Publisher, SsrcTaken, Switch
from video.negotiation import Negotiation, own_ssrcs
from video.protocol import Message, Refused
from video.sdp import BadAnswer
from video.tasks import spawn
from video.transport import Peer
from video.turn import ice_servers
from video.wire import Kind

log = logging.getLogger(__name__)
_numbers = itertools.count(1)


class MediaLink:
    """One media connection of one person, from its first offer to its end.

    post writes to the person's socket. published is called when others must be offered
    something new.
    """

    def __init__(
        self,
        switch: Switch,
        person: str,
        may_publish: bool,
        post: Callable[[Message], None],
        published: Callable[[], None],
        lost: Callable[[MediaLink], None],
    ) -> None:
        self.number = next(_numbers)
        # A node that was started anew must not use a name that a client still remembers.
        self._name = f"{self.number}-{secrets.token_hex(4)}"
        self._made_at = time.monotonic()
        self._switch = switch
        self._person = person
        self._may_publish = may_publish
        self._post = post
        self._published = published
        self._lost = lost
        self._publisher: Publisher | None = None
        self._negotiation: Negotiation | None = None
        self._opening: asyncio.Task[None] | None = None
        self._is_closed = False
        self.peer = Peer(self._rtp, self._rtcp, self._up, lambda: self._lost(self))

    @property
    def name(self) -> str:
        return self._name

    @property
    def age_s(self) -> float:
        return time.monotonic() - self._made_at

    def open(self) -> None:
        """Makes the first offer as soon as the sockets are there."""
        self._opening = asyncio.ensure_future(self._open())

    async def _open(self) -> None:
        try:
            local = await self.peer.gather()
        except (ConnectionError, OSError):
            log.exception("no socket for media")
            self._lost(self)
            return
        self._negotiation = Negotiation(local, self._offer)
        self.refresh()

    def _offer(self, seq: int, sdp: str) -> None:
        # With a new connection comes a fresh pass to the TURN server.
        passes = {"ice_servers": ice_servers()} if seq == 1 else {}
        self._post({"type": "offer", "peer": self.name, "seq": seq, "sdp": sdp, **passes})

    def refresh(self) -> None:
        """Others came, went, or changed what they send."""
        if self._negotiation is not None and not self._is_closed:
            self._negotiation.show(self._switch.publications(but=self._person))

    def repeat(self) -> None:
        """The socket is new: the open offer may have been lost with the old one."""
        if self._negotiation is not None:
            self._negotiation.repeat()

    def answered(self, seq: int, sdp: str) -> None:
        """Raises Refused when the answer cannot be used."""
        if self._negotiation is None or self._is_closed:
            return
        try:
            result = self._negotiation.answered(seq, sdp)
        except BadAnswer as error:
            raise Refused("bad_answer", str(error)) from error
        if result is None:
            return
        answer, ready = result
        if seq == 1:
            if self._may_publish:
                self._publish(own_ssrcs(answer))
            self.peer.connect(answer)
        self._switch.watch(self.number, self.peer, ready)
        self._negotiation.go_on()

    def _publish(self, ssrcs: dict[Kind, int]) -> None:
        try:
            self._publisher = self._switch.publish(self._person, self.peer, ssrcs)
        except SsrcTaken:
            self._lost(self)
            raise Refused("bad_answer", "Your connection is set up once more.") from None
        self._published()

    def close(self) -> None:
        """Ends the connection; what it published goes with it."""
        if self._is_closed:
            return
        self._is_closed = True
        if self._opening is not None:
            self._opening.cancel()
        self._switch.unwatch(self.number)
        if self._publisher is not None:
            self._switch.withdraw(self._publisher)
            self._publisher = None
        spawn(self.peer.close(), "closing a media connection")

    # ---- from the connection

    def _rtp(self, packet: bytes) -> None:
        if self._publisher is not None:
            self._publisher.receive(packet)

    def _rtcp(self, packet: bytes) -> None:
        self._switch.take_rtcp(self.number, self._publisher, packet)

    def _up(self) -> None:
        """Keyframes asked for before the connection was up went nowhere: ask again."""
        self._switch.ask_keyframes(self.number, self._publisher)
