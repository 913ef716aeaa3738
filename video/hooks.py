"""What the media plane asks of the layer above. It knows rooms and members, never groups.

An upper app registers one policy when it starts: `hooks.register(SessionRooms())`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Protocol

from video.tokens import JoinToken


@dataclass(frozen=True)
class RoomRules:
    """Rules of one room, enforced by the node whatever a page says.

    required_adults: no media flows until so many people who `counts` says yes to are in the room.
    grace_s: how long it goes on when one of them leaves; with none of them left it stops at once.
    capacity: most people in the room at once, hosts included.
    """

    required_adults: int = 0
    grace_s: float = 60.0
    capacity: int = 14


@dataclass(frozen=True)
class ChatOutcome:
    """What became of a chat line.

    published: `line` goes to everybody in the room; it needs `id` and safe `html`.
    held or refused: `message` is told to the author alone.
    """

    state: Literal["published", "held", "refused"]
    line: dict[str, Any] | None = None
    message: str = ""


class RoomPolicy(Protocol):
    """Answers of the upper layer. Each is awaited on the event loop: wrap the database."""

    async def rules(self, room: str) -> RoomRules:
        """Asked once, when the first person comes to the room."""

    async def authorise(self, token: JoinToken) -> bool:
        """May this member be in this room now? Asked on joining and whenever rights change."""

    async def counts(self, token: JoinToken) -> bool:
        """Is this person one of the adults that the room's rule asks for, at this moment?

        Asked only of people whose token says `counts`, and only in rooms with such a rule: on
        joining, whenever rights change, and every few seconds.
        """

    async def chat(self, token: JoinToken, text: str) -> ChatOutcome:
        """Screens and keeps a line."""

    async def chat_backlog(self, token: JoinToken) -> list[dict[str, Any]]:
        """Lines a person sees on coming in, oldest first, in the form of ChatOutcome.line."""

    async def joined(self, room: str, member_id: int) -> None:
        """The person was let in (again after a longer absence)."""

    async def left(self, room: str, member_id: int) -> None:
        """The person's place was given up: they left, were removed, or stayed away."""

    async def removed(self, room: str, member_id: int, by: int) -> None:
        """A host removed the person; `authorise` should refuse them from now on."""

    async def ended(self, room: str, by: int) -> None:
        """A host ended the session for everybody."""


_policy: RoomPolicy | None = None


def register(policy: RoomPolicy | None) -> None:
    """Sets the one policy of this process."""
    global _policy
    _policy = policy


def policy() -> RoomPolicy:
    """The registered policy; without one nobody may join anything."""
    return _policy or ClosedHouse()


class ClosedHouse:
    """Refuses everybody: what holds while no app has registered a policy."""

    async def rules(self, room: str) -> RoomRules:
        return RoomRules()

    async def authorise(self, token: JoinToken) -> bool:
        return False

    async def counts(self, token: JoinToken) -> bool:
        return False

    async def chat(self, token: JoinToken, text: str) -> ChatOutcome:
        return ChatOutcome("refused", message="Chat is closed.")

    async def chat_backlog(self, token: JoinToken) -> list[dict[str, Any]]:
        return []

    async def joined(self, room: str, member_id: int) -> None:
        return None

    async def left(self, room: str, member_id: int) -> None:
        return None

    async def removed(self, room: str, member_id: int, by: int) -> None:
        return None

    async def ended(self, room: str, by: int) -> None:
        return None
