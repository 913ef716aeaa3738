"""The one socket of a page: it listens to topics, and says when somebody types."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer

from community.members.models import Member
from community.realtime.events import Frame
from community.realtime.hub import hub
from community.realtime.threads import in_thread
from community.realtime.topics import split
from community.safety.queries import unseen_by

SIGNED_OUT = 4401
ACCESS_CHANGED = 4403
TOO_SLOW = 4408
TOO_FAST = 4429

MOST_TOPICS = 20
LONGEST_MESSAGE = 2_000
# Messages are flat; a tower of brackets is made to exhaust the reader.
MOST_BRACKETS = 8
TYPING_EVERY_S = 2.0
BURST = 60
REFILL_PER_S = 4.0


class Allowance:
    """A token bucket: how many messages a socket may still send."""

    def __init__(self) -> None:
        self._left = float(BURST)
        self._at = time.monotonic()

    def take(self) -> bool:
        now = time.monotonic()
        self._left = min(BURST, self._left + (now - self._at) * REFILL_PER_S)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class LiveConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # Channels has no types
    """Client → server: subscribe, unsubscribe, typing, ping. Server → client: frames by topic.

    Close codes: 4401 signed out, 4403 access changed, 4408 took nothing for too long,
    4429 too many messages.
    """

    member_id: int = 0
    member_name: str = ""
    session_key: str | None = None
    unseen: frozenset[int] = frozenset()

    async def connect(self) -> None:
        self.topics: set[str] = set()
        self._allowance = Allowance()
        self._typed_at: dict[str, float] = {}
        self._rechecks = 0
        user = self.scope["user"]
        await self.accept()
        if not user.is_authenticated:
            await self.close(code=SIGNED_OUT, reason="You are signed out.")
            return
        self.member_id = user.pk
        self.member_name = user.display_name
        self.session_key = self.scope["session"].session_key
        await hub().track(self)
        if await self._member() is None:
            await self._leave(ACCESS_CHANGED, "Your access has changed.")
            return
        self.unseen = await self._not_shown()
        await self._subscribe(f"member:{self.member_id}", None)

    async def disconnect(self, code: int) -> None:
        hub().untrack(self)
        for topic in tuple(self.topics):
            self.topics.discard(topic)
            await hub().unsubscribe(topic, self)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if not self._allowance.take():
            await self._leave(TOO_FAST, "Too many messages. Reload the page in a minute.")
            return
        message = _parse(text_data)
        if message is None:
            await self._error("This message could not be read.")
            return
        match message:
            case {"type": "subscribe", "topic": str(topic)}:
                after = message.get("after")
                await self._subscribe(topic, after if isinstance(after, int) else None)
            case {"type": "unsubscribe", "topic": str(topic)}:
                self.topics.discard(topic)
                await hub().unsubscribe(topic, self)
            case {"type": "typing", "topic": str(topic)}:
                await self._typing(topic)
            case {"type": "ping"}:
                await self.write('{"type":"pong"}')
            case _:
                await self._error("This message is not known here.")

    async def write(self, text: str) -> None:
        """Straight to the server: the frame is built already."""
        await self.base_send({"type": "websocket.send", "text": text})

    async def recheck(self) -> None:
        """Closes the socket of somebody who lost access; drops topics that are no longer theirs."""
        self._rechecks += 1
        asked = tuple(self.topics)
        allowed = await self._still_allowed(asked)
        if allowed is None:
            await self._leave(ACCESS_CHANGED, "Your access has changed.")
            return
        for topic in asked:
            if topic in self.topics and topic not in allowed:
                self.topics.discard(topic)
                await hub().unsubscribe(topic, self)
                await self._frame(topic, {"type": "gone"})
        before, self.unseen = self.unseen, await self._not_shown()
        if self.unseen != before:
            for topic in tuple(self.topics):
                await self._tell_presence(topic)

    async def lose_access(self) -> None:
        self._rechecks += 1
        await self._leave(ACCESS_CHANGED, "Your access has changed.")

    async def end_session(self) -> None:
        await self._leave(SIGNED_OUT, "You are signed out.")

    async def fall_behind(self) -> None:
        await self._leave(TOO_SLOW, "The connection is slow. This page comes back by itself.")

    async def _subscribe(self, topic: str, after: int | None) -> None:
        if topic in self.topics or len(self.topics) >= MOST_TOPICS:
            return
        member = await self._authorised_now(topic)
        if member is None:
            await self._frame(topic, {"type": "gone"})
            return
        self.topics.add(topic)
        # Listening first and catching up second leaves no gap between the two.
        await hub().subscribe(topic, self)
        if topic not in self.topics:
            await hub().unsubscribe(topic, self)
            return
        if after is not None:
            for frame in await _backlog(member, topic, after):
                await self._frame(topic, frame)
        await self._frame(topic, {"type": "subscribed"})
        await self._tell_presence(topic)

    async def _tell_presence(self, topic: str) -> None:
        kind, _ = split(topic)
        if kind is not None and kind.presence:
            await self._frame(topic, hub().presence_frame(topic, self.unseen))

    async def _authorised_now(self, topic: str) -> Member | None:
        """Asks again when rights changed while the database was being asked."""
        while True:
            asked = self._rechecks
            member = await self._member()
            allowed = member is not None and await _authorised(member, topic)
            if asked == self._rechecks:
                return member if allowed else None

    async def _typing(self, topic: str) -> None:
        kind, _ = split(topic)
        now = time.monotonic()
        if topic not in self.topics or kind is None or not kind.typing:
            return
        if now - self._typed_at.get(topic, -TYPING_EVERY_S) >= TYPING_EVERY_S:
            self._typed_at[topic] = now
            await hub().say_typing(topic, self)

    async def _leave(self, code: int, reason: str) -> None:
        topics = tuple(self.topics)
        self.topics.clear()
        hub().untrack(self)
        # Closing first: to leave a topic is to wait for the layer.
        await self.close(code=code, reason=reason)
        for topic in topics:
            await hub().unsubscribe(topic, self)

    async def _frame(self, topic: str, frame: Frame) -> None:
        await self.write(json.dumps({"topic": topic, **frame}, separators=(",", ":")))

    async def _error(self, text: str) -> None:
        await self.write(json.dumps({"type": "error", "message": text}))

    @in_thread
    def _still_allowed(self, asked: Iterable[str]) -> set[str] | None:
        """Of these topics, those that are still the member's; None when they take no part."""
        member = self._now()
        if member is None:
            return None
        return {topic for topic in asked if _may_hear(member, topic)}

    @in_thread
    def _member(self) -> Member | None:
        return self._now()

    @in_thread
    def _not_shown(self) -> frozenset[int]:
        member = self._now()
        return unseen_by(member) if member else frozenset()

    def _now(self) -> Member | None:
        member = Member.objects.filter(pk=self.member_id, is_active=True).first()
        return None if member is None or member.is_frozen else member


def _parse(text: str | None) -> dict[str, Any] | None:
    if text is None or len(text) > LONGEST_MESSAGE:
        return None
    if text.count("[") + text.count("{") > MOST_BRACKETS:
        return None
    try:
        message = json.loads(text)
    except ValueError:
        return None
    return message if isinstance(message, dict) else None


def _may_hear(member: Member, name: str) -> bool:
    topic, key = split(name)
    return topic is not None and topic.authorise(member, key)


@in_thread
def _authorised(member: Member, name: str) -> bool:
    return _may_hear(member, name)


@in_thread
def _backlog(member: Member, name: str, after: int) -> list[Frame]:
    topic, key = split(name)
    if topic is None or topic.backlog is None:
        return []
    return topic.backlog(member, key, after)
