"""What people send while in a room, one method for each message."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from video import hooks
from video.protocol import DENIED, ENDED, LEFT, LONGEST_CHAT, REMOVED, Command, Message, Refused
from video.rights import require
from video.tasks import spawn

if TYPE_CHECKING:
    from video.live import LiveRoom
    from video.rooms import Participant
    from video.seats import Seat

PICTURES = ("all", "small", "none")
MOST_FIRST = 4
MOST_SIZES = 32
VIEWS = ("full", "small", "none")
RESTART_AFTER_S = 1.0
MIC_OFF = "A facilitator turned your microphone off. You can turn it on again."
CAMERA_OFF = "A facilitator turned your camera off. You can turn it on again."

Handler = Callable[["Seat", Message], Awaitable[None] | None]


class Commands:
    """Follows commands in one room; every handler may raise Refused."""

    def __init__(self, live: LiveRoom) -> None:
        self._live = live
        self._handlers: dict[str, Handler] = {
            "ping": self._ping,
            "leave": self._leave,
            "answer": self._answer,
            "restart": self._restart,
            "mic": self._mic,
            "camera": self._camera,
            "hand": self._hand,
            "pictures": self._pictures,
            "chat": self._chat,
            "admit": self._admit,
            "admit_all": self._admit_all,
            "deny": self._deny,
            "mute": self._mute,
            "mute_all": self._mute_all,
            "close_camera": self._close_camera,
            "lower_hand": self._lower_hand,
            "remove": self._remove,
            "lock": self._lock,
            "end": self._end,
        }

    async def take(self, seat: Seat, command: Command) -> None:
        require(self._live.room.standing(seat.person), command.type)
        done = self._handlers[command.type](seat, command.fields)
        if done is not None:
            await done

    def _seat(self, person: Participant) -> Seat:
        return self._live.seats[person.id]

    # ---- anybody

    def _ping(self, seat: Seat, fields: Message) -> None:
        seat.post({"type": "pong"})

    def _leave(self, seat: Seat, fields: Message) -> None:
        seat.hang_up(LEFT, "You left.")
        self._live.vacate(seat)

    # ---- people in the room

    def _answer(self, seat: Seat, fields: Message) -> None:
        if seat.media is not None and seat.media.name == fields["peer"]:
            seat.media.answered(fields["seq"], fields["sdp"])

    def _restart(self, seat: Seat, fields: Message) -> None:
        link = seat.media
        if link is None or link.name != fields["peer"]:
            return
        # Connections that fail at once are not tried again at once.
        wait = max(0.0, RESTART_AFTER_S - link.age_s)
        asyncio.get_running_loop().call_later(wait, self._restart_now, seat, link.name)

    def _restart_now(self, seat: Seat, name: str) -> None:
        if not seat.is_gone and seat.media is not None and seat.media.name == name:
            self._live.restart_media(seat)

    def _mic(self, seat: Seat, fields: Message) -> None:
        self._live.room.set_mic(seat.person, fields["on"])
        self._live.update()

    def _camera(self, seat: Seat, fields: Message) -> None:
        self._live.room.set_camera(seat.person, fields["on"])
        self._live.update()

    def _hand(self, seat: Seat, fields: Message) -> None:
        seat.person.hand = fields["up"]
        self._live.update()

    def _pictures(self, seat: Seat, fields: Message) -> None:
        want, first = fields["want"], fields["first"]
        if want not in PICTURES or not all(isinstance(id, str) for id in first):
            raise Refused("malformed", "Pictures are “all”, “small” or “none”.")
        most = fields.get("most", {})
        if len(most) > MOST_SIZES or not all(view in VIEWS for view in most.values()):
            raise Refused("malformed", "A picture is “full”, “small” or “none”.")
        self._live.viewing.wish(seat.person.id, want, tuple(first[:MOST_FIRST]), most)

    def _chat(self, seat: Seat, fields: Message) -> None:
        text = fields["text"].strip()
        if not text or len(text) > LONGEST_CHAT:
            raise Refused("chat", f"Write between 1 and {LONGEST_CHAT} characters.")
        spawn(self._say(seat, text, str(fields.get("ref", ""))), "chat")

    async def _say(self, seat: Seat, text: str, ref: str) -> None:
        async with seat.chatting:
            if not seat.is_inside:
                return
            try:
                outcome = await hooks.policy().chat(seat.person.token, text)
            except Exception:
                words = "Your line could not be sent. Try again."
                seat.post({"type": "chat_refused", "ref": ref, "message": words})
                raise
        if outcome.state == "published" and outcome.line is not None:
            self._live.tell_all({"type": "chat", "line": {**_signed(seat), **outcome.line}})
        else:
            kind = "chat_held" if outcome.state == "held" else "chat_refused"
            seat.post({"type": kind, "ref": ref, "message": outcome.message})

    # ---- hosts

    def _admit(self, seat: Seat, fields: Message) -> None:
        person = self._live.room.admit(fields["id"])
        self._live.let_in(self._seat(person))
        self._live.update()

    def _admit_all(self, seat: Seat, fields: Message) -> None:
        for id in tuple(self._live.room.waiting):
            self._admit(seat, {"id": id})

    def _deny(self, seat: Seat, fields: Message) -> None:
        words = "The facilitator did not let you in."
        denied = self._seat(self._live.room.deny(fields["id"]))
        self._live.put_out(denied, DENIED, words, "denied")

    def _mute(self, seat: Seat, fields: Message) -> None:
        self._tell_muted(self._live.room.mute(fields["id"]))
        self._live.update()

    def _mute_all(self, seat: Seat, fields: Message) -> None:
        for person in self._live.room.mute_all():
            self._tell_muted(person)
        self._live.update()

    def _tell_muted(self, person: Participant) -> None:
        self._seat(person).post({"type": "muted", "kind": "audio", "message": MIC_OFF})

    def _close_camera(self, seat: Seat, fields: Message) -> None:
        person = self._live.room.close_camera(fields["id"])
        self._seat(person).post({"type": "muted", "kind": "video", "message": CAMERA_OFF})
        self._live.update()

    def _lower_hand(self, seat: Seat, fields: Message) -> None:
        person = self._live.room.other(fields["id"])
        person.hand = False
        self._seat(person).post(
            {"type": "hand_lowered", "message": "A facilitator lowered your hand."}
        )
        self._live.update()

    def _remove(self, seat: Seat, fields: Message) -> None:
        words = "A facilitator removed you from this session. You cannot come back to it."
        removed = self._seat(self._live.room.remove(fields["id"]))
        policy, room = hooks.policy(), self._live.room
        self._live.tell_policy(policy.removed(room.id, removed.member_id, seat.member_id))
        self._live.put_out(removed, REMOVED, words, "removed")

    def _lock(self, seat: Seat, fields: Message) -> None:
        self._live.room.locked = fields["on"]
        self._live.update()

    def _end(self, seat: Seat, fields: Message) -> None:
        self._live.room.ended = True
        self._live.tell_policy(hooks.policy().ended(self._live.room.id, seat.member_id))
        for other in tuple(self._live.seats.values()):
            self._live.put_out(other, ENDED, "The session has ended.", "ended")


def _signed(seat: Seat) -> Message:
    """Who said a line, and when."""
    person = seat.person
    return {
        "from": {"id": person.id, "member": person.token.member_id, "name": person.token.name},
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
