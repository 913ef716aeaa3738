"""A live room: the state of the room, its seats and its switch, kept in step."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from typing import Any

from community.realtime.hub import hub
from video import hooks
from video.commands import Commands
from video.directory import RoomState
from video.forwarding import Switch
from video.hooks import RoomRules
from video.media import MediaLink
from video.protocol import ELSEWHERE, MOVED, NOT_ALLOWED, Command, Message
from video.rooms import Room
from video.seats import Seat, Socket
from video.tasks import spawn
from video.turn import ice_servers
from video.viewing import Viewing

KEEP_PLACE_S = 20.0
TICK_S = 0.3
FEEDBACK_EVERY_TICKS = 3
RECOUNT_EVERY_TICKS = 34
log = logging.getLogger(__name__)


def _nobody_asks(state: RoomState) -> None:
    return None


class LiveRoom:
    """One room of this process. All changes happen on the event loop and end with `update`."""

    def __init__(
        self, id: str, rules: RoomRules, remember: Callable[[RoomState], None] = _nobody_asks
    ) -> None:
        self.room = Room(id, rules)
        self._remember = remember
        self.switch = Switch()
        self.viewing = Viewing(self.switch)
        self.seats: dict[str, Seat] = {}
        self._commands = Commands(self)
        self._told: dict[str, Any] = {}
        self._clock: asyncio.Task[None] | None = None

    # ---- coming and going

    def seat_of(self, member_id: int) -> Seat | None:
        person = self.room.place_of(member_id)
        return self.seats.get(person.id) if person else None

    def sit(self, seat: Seat, socket: Socket) -> None:
        """A person takes a new place. Raises Refused. One place for each member: an older one
        ends.
        """
        old = self.seat_of(seat.member_id)
        if old is not None:
            self.put_out(old, ELSEWHERE, "You joined from somewhere else.", "replaced")
        self.room.come(seat.person)
        self.seats[seat.person.id] = seat
        self.start_clock()
        if seat.is_inside:
            self.let_in(seat)
        self.update()
        seat.socket = socket
        if not seat.is_inside:
            seat.post(self._lobby_word(seat))

    def let_in(self, seat: Seat) -> None:
        """The person is inside now: a word of welcome, then media."""
        self._cancel_giving_up(seat)
        seat.keep()
        self._open_media(seat)
        spawn(self._welcome(seat, resumed=False), "welcome")
        self.tell_policy(hooks.policy().joined(self.room.id, seat.member_id))

    def come_back(self, seat: Seat, socket: Socket) -> None:
        """The person's socket is back before the place was given up."""
        self._cancel_giving_up(seat)
        seat.hang_up(ELSEWHERE, "You joined from somewhere else.")
        seat.person.connected = True
        if seat.is_inside:
            seat.keep()
            if seat.media is None:
                self._open_media(seat)
            spawn(self._welcome(seat, resumed=True), "welcome back")
        self.update()
        seat.socket = socket
        if not seat.is_inside:
            seat.post(self._lobby_word(seat))

    def lost(self, seat: Seat, socket: Socket) -> None:
        """The socket closed without a word: the place is kept for a while."""
        if seat.socket is not socket or seat.is_gone:
            return
        seat.socket = None
        seat.person.connected = False
        loop = asyncio.get_running_loop()
        seat.giving_up = loop.call_later(KEEP_PLACE_S, self.vacate, seat)
        self.update()

    def put_out(self, seat: Seat, code: int, words: str, farewell: str = "") -> None:
        """Ends somebody's place with a word and a close code."""
        if farewell:
            seat.post({"type": farewell, "message": words})
        else:
            error = {"type": "error", "code": "not_allowed", "message": words, "ref": None}
            seat.post(error)
        seat.hang_up(code, words)
        self.vacate(seat)

    def shut_out(self, seat: Seat, words: str) -> None:
        """The person has lost the right to be here. Should they get it back, they knock again."""
        self.room.known.discard(seat.member_id)
        self.put_out(seat, NOT_ALLOWED, words)
        self.update()

    def move(self, url: str) -> None:
        """The room goes on at another node: everybody is told where."""
        for seat in tuple(self.seats.values()):
            seat.post({"type": "moved", "url": url})
            seat.hang_up(MOVED, "This room is on another node.")
            self.vacate(seat)

    def vacate(self, seat: Seat) -> None:
        """The place is free: no socket, no media, nothing in the hub."""
        if seat.is_gone:
            return
        seat.is_gone = True
        self._cancel_giving_up(seat)
        was_seated = self.seats.pop(seat.person.id, None) is not None
        was_inside = seat.is_inside
        self.room.go(seat.person)
        self._close_media(seat)
        self.switch.forget(seat.person.id)
        self.viewing.forget(seat.person.id)
        hub().untrack(seat)
        if was_inside:
            self.tell_policy(hooks.policy().left(self.room.id, seat.member_id))
        if was_seated:
            self.refresh_media()
            self.update()
        if not self.seats:
            self.stop_clock()

    def _cancel_giving_up(self, seat: Seat) -> None:
        if seat.giving_up is not None:
            seat.giving_up.cancel()
            seat.giving_up = None

    # ---- words

    async def _welcome(self, seat: Seat, resumed: bool) -> None:
        lines: list[Message] = []
        try:
            lines = await hooks.policy().chat_backlog(seat.person.token)
        except Exception:
            log.exception("the chat so far could not be read")
        if seat.is_gone:
            return
        self.viewing.tell_anew(seat.person.id)
        seat.sends_small = False
        seat.begin(
            {
                "type": "admitted",
                "you": seat.person.you(),
                "resume": seat.resume,
                "resumed": resumed,
                "peer": seat.media.name if seat.media else "",
                "room": self.room.public(),
                "participants": self.room.people(),
                "chat": lines,
                "ice_servers": ice_servers(),
            }
        )
        if seat.person.is_host:
            seat.post({"type": "waiting", "waiting": self.room.lobby()})
        if resumed and seat.media is not None:
            seat.media.repeat()

    def _lobby_word(self, seat: Seat) -> Message:
        return {
            "type": "lobby",
            "you": seat.person.you(),
            "hosts_present": self.room.hosts_present,
            "message": self.room.lobby_message(),
        }

    def tell_all(self, message: Message) -> None:
        for seat in tuple(self.seats.values()):
            if seat.is_inside:
                seat.post(message)

    def update(self) -> None:
        """Brings the switch in line with the room, and tells people what changed."""
        self.switch.open(self.room.media_open)
        for person in self.room.inside.values():
            self.switch.let_flow(person.id, "audio", person.mic)
            self.switch.let_flow(person.id, "video", person.camera)
        if self._is_news("room", room := self.room.public()):
            self.tell_all({"type": "room", "room": room})
        if self._is_news("people", people := self.room.people()):
            self.tell_all({"type": "participants", "participants": people})
        self._update_lobby()
        if self._is_news("state", state := self.room.state()):
            self._remember(state)

    def _update_lobby(self) -> None:
        """Hosts hear who waits; those who wait hear what they wait for."""
        seats = tuple(self.seats.values())
        if self._is_news("waiting", waiting := self.room.lobby()):
            for seat in (one for one in seats if one.is_inside and one.person.is_host):
                seat.post({"type": "waiting", "waiting": waiting})
        if self._is_news("lobby", (self.room.hosts_present, self.room.lobby_message())):
            for seat in (one for one in seats if not one.is_inside):
                seat.post(self._lobby_word(seat))

    def _is_news(self, name: str, now: Any) -> bool:
        changed: bool = self._told.get(name) != now
        self._told[name] = now
        return changed

    async def take(self, seat: Seat, command: Command) -> None:
        """Follows one message from a seat. Raises Refused."""
        await self._commands.take(seat, command)

    def tell_policy(self, word: Coroutine[Any, Any, None]) -> None:
        """What the layer above is told happens beside the call and never holds it up."""
        spawn(word, "a hook of the room policy")

    # ---- media

    def _open_media(self, seat: Seat) -> None:
        link = MediaLink(
            self.switch,
            seat.person.id,
            seat.person.token.may_publish,
            post=seat.post,
            published=self.refresh_media,
            lost=lambda link: self._media_lost(seat, link),
        )
        seat.media = link
        link.open()

    def _close_media(self, seat: Seat) -> None:
        if seat.media is not None:
            seat.media.close()
            seat.media = None

    def restart_media(self, seat: Seat) -> None:
        """A new connection in place of the old; others are offered its streams when it is
        answered.
        """
        self._close_media(seat)
        self.refresh_media()
        self._open_media(seat)

    def _media_lost(self, seat: Seat, link: MediaLink) -> None:
        if seat.media is not link or seat.is_gone:
            return
        if seat.socket is not None:
            self.restart_media(seat)
        else:
            self._close_media(seat)
            self.refresh_media()

    def refresh_media(self) -> None:
        for seat in tuple(self.seats.values()):
            if seat.media is not None:
                seat.media.refresh()

    # ---- the clock

    def start_clock(self) -> None:
        if self._clock is None:
            self._clock = asyncio.ensure_future(self._tick())

    def stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    async def _tick(self) -> None:
        ticks = 0
        while True:
            await asyncio.sleep(TICK_S)
            ticks += 1
            try:
                if self.room.adults.wanted:
                    self._mind_adults(recount=ticks % RECOUNT_EVERY_TICKS == 0)
                speaking = self.viewing.speakers.heard(self.switch.loudness(), time.monotonic())
                if self._is_news("speaking", speaking):
                    self.tell_all({"type": "speaking", "ids": speaking})
                if ticks % FEEDBACK_EVERY_TICKS == 0:
                    self.switch.send_feedback()
                    self.switch.measure(FEEDBACK_EVERY_TICKS * TICK_S)
                    self._look()
            except Exception:
                log.exception("the clock of a room stumbled")

    def _look(self) -> None:
        """Brings everybody's pictures in line with wishes and networks."""
        now = time.monotonic()
        inside = [seat for seat in self.seats.values() if seat.media is not None]
        for seat in inside:
            assert seat.media is not None
            gaze = self.viewing.look(seat.person.id, seat.media.number, now)
            if gaze is not None:
                seat.post({"type": "views", "views": gaze.views, "why": gaze.why})
        for seat in inside:
            wanted = self.viewing.small_wanted(seat.person.id, now)
            if wanted != seat.sends_small:
                seat.sends_small = wanted
                seat.post({"type": "send_small", "on": wanted})

    def _mind_adults(self, recount: bool) -> None:
        """Time alone can pause media: a grace that is over, a clearance that ran out."""
        self.update()
        if recount:
            for seat in tuple(self.seats.values()):
                if seat.is_inside and seat.person.token.counts:
                    spawn(seat.recount(), "counting an adult")
