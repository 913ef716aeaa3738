"""A room: who is in it, who waits, and what each has on. No sockets and no media in here."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from video.adults import AdultRule
from video.directory import RoomState
from video.hooks import RoomRules
from video.protocol import FULL, REMOVED, Refused
from video.rights import Standing
from video.tokens import JoinToken

MOST_WAITING = 50

LOBBY = "The facilitator will let you in."
LOBBY_EMPTY = "The facilitator is not here yet. Nobody can be let in until they come."
LOBBY_LOCKED = "The facilitator has locked the room. Nobody new is being let in."


@dataclass
class Participant:
    """One person's place in the room or its lobby."""

    token: JoinToken
    id: str = field(default_factory=lambda: f"p{secrets.token_hex(4)}")
    mic: bool = False
    camera: bool = False
    hand: bool = False
    muted_by_host: bool = False
    connected: bool = True
    counts: bool = False

    @property
    def is_host(self) -> bool:
        return self.token.is_host

    def you(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "member": self.token.member_id,
            "name": self.token.name,
            "role": self.token.role,
            "may_publish": self.token.may_publish,
        }

    def card(self) -> dict[str, Any]:
        """What a host sees of somebody in the lobby."""
        return {
            "id": self.id,
            "member": self.token.member_id,
            "name": self.token.name,
            "about": dict(self.token.about),
        }

    def public(self) -> dict[str, Any]:
        """What everybody in the room sees."""
        return {
            **self.card(),
            "role": self.token.role,
            "mic": self.mic,
            "camera": self.camera,
            "hand": self.hand,
            "muted_by_host": self.muted_by_host,
            "connected": self.connected,
        }


class Room:
    """The state of one room, and the rules that need nothing else to be checked."""

    def __init__(self, id: str, rules: RoomRules) -> None:
        self.id = id
        self.rules = rules
        self.adults = AdultRule(rules.required_adults, rules.grace_s)
        self.inside: dict[str, Participant] = {}
        self.waiting: dict[str, Participant] = {}
        self.known: set[int] = set()
        self.removed: set[int] = set()
        self.locked = False
        self.ended = False

    # ---- what is so

    @property
    def hosts_present(self) -> bool:
        return any(p.is_host and p.connected for p in self.inside.values())

    @property
    def media_open(self) -> bool:
        """The rule about adults, counted afresh: somebody whose socket is away does not count."""
        here = sum(1 for p in self.inside.values() if p.counts and p.connected)
        return self.adults.allows(here, time.monotonic())

    @property
    def is_empty(self) -> bool:
        return not self.inside and not self.waiting

    def standing(self, person: Participant) -> Standing:
        if person.id not in self.inside:
            return "waiting"
        return "host" if person.is_host else "participant"

    def place_of(self, member_id: int) -> Participant | None:
        everybody = (*self.inside.values(), *self.waiting.values())
        return next((p for p in everybody if p.token.member_id == member_id), None)

    def public(self) -> dict[str, Any]:
        is_open = self.media_open
        left_s = self.adults.left_s(time.monotonic())
        words = ""
        if not is_open:
            words = f"Sound and video start when {self.adults.wanted} facilitators are here."
        elif left_s is not None:
            words = "A facilitator is away. Sound and video pause soon unless they come back."
        return {
            "id": self.id,
            "locked": self.locked,
            "hosts_present": self.hosts_present,
            "media": {"open": is_open, "pausing": left_s is not None, "message": words},
        }

    def state(self) -> RoomState:
        """What another node must know to go on with the room."""
        known, removed = tuple(sorted(self.known)), tuple(sorted(self.removed))
        if self.ended:
            return RoomState(removed=removed)
        return RoomState(known, removed, self.locked)

    def restore(self, state: RoomState) -> None:
        self.known |= set(state.known)
        self.removed |= set(state.removed)
        self.locked = self.locked or state.locked

    def people(self) -> list[dict[str, Any]]:
        return [p.public() for p in self.inside.values()]

    def lobby(self) -> list[dict[str, Any]]:
        return [p.card() for p in self.waiting.values() if p.connected]

    def lobby_message(self) -> str:
        if not self.hosts_present:
            return LOBBY_EMPTY
        return LOBBY_LOCKED if self.locked else LOBBY

    # ---- coming and going

    def come(self, person: Participant) -> None:
        """A person with a good token arrives, inside or in the lobby. Raises Refused."""
        token = person.token
        if token.member_id in self.removed:
            raise Refused(
                "not_allowed",
                "You were removed from this session and cannot come back to it.",
                REMOVED,
            )
        if token.is_host or token.member_id in self.known:
            self._check_space(close=FULL)
            self._let_in(person)
        elif len(self.waiting) >= MOST_WAITING:
            raise Refused("full", "The lobby is full. Try again in a few minutes.", FULL)
        else:
            self.waiting[person.id] = person

    def go(self, person: Participant) -> None:
        self.inside.pop(person.id, None)
        self.waiting.pop(person.id, None)

    def admit(self, id: str) -> Participant:
        person = self._waiting(id)
        if self.locked:
            raise Refused("locked", "The room is locked. Unlock it first.")
        self._check_space()
        self._let_in(person)
        return person

    def deny(self, id: str) -> Participant:
        person = self._waiting(id)
        self.waiting.pop(id)
        return person

    def remove(self, id: str) -> Participant:
        """The member cannot come back to this session."""
        person = self.other(id)
        if person.is_host:
            raise Refused("not_allowed", "A facilitator cannot be removed from the room.")
        self.removed.add(person.token.member_id)
        self.known.discard(person.token.member_id)
        self.inside.pop(id)
        return person

    def other(self, id: str) -> Participant:
        """Somebody in the room, by id."""
        person = self.inside.get(id)
        if person is None:
            raise Refused("not_here", "This person is not in the room any more.")
        return person

    def _waiting(self, id: str) -> Participant:
        person = self.waiting.get(id)
        if person is None:
            raise Refused("not_here", "This person is not in the lobby any more.")
        return person

    def _check_space(self, close: int | None = None) -> None:
        if len(self.inside) >= self.rules.capacity:
            raise Refused("full", "The room is full.", close)

    def _let_in(self, person: Participant) -> None:
        self.waiting.pop(person.id, None)
        self.inside[person.id] = person
        self.known.add(person.token.member_id)

    # ---- what people have on

    def set_mic(self, person: Participant, on: bool) -> None:
        """One's own microphone; turning it on lifts a host's mute."""
        self._check_publishing(person, on)
        person.mic = on
        if on:
            person.muted_by_host = False

    def set_camera(self, person: Participant, on: bool) -> None:
        self._check_publishing(person, on)
        person.camera = on

    def mute(self, id: str) -> Participant:
        person = self.other(id)
        person.mic = False
        person.muted_by_host = True
        return person

    def mute_all(self) -> list[Participant]:
        """Mutes everybody but hosts; those whose microphone was on."""
        muted = [p for p in self.inside.values() if p.mic and not p.is_host]
        for person in muted:
            self.mute(person.id)
        return muted

    def close_camera(self, id: str) -> Participant:
        person = self.other(id)
        person.camera = False
        return person

    def _check_publishing(self, person: Participant, on: bool) -> None:
        if on and not person.token.may_publish:
            raise Refused("not_allowed", "In this room you can listen and type.")
