"""Which node holds which room: in Redis, or in memory when there is only one process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any, Protocol, TypeVar, cast

import redis.asyncio
from redis.exceptions import RedisError

# A node that was silent for so long is taken for dead, and its rooms go to others.
ALIVE_S = 4
KEEP_ROOM_S = 6 * 3600
PREFIX = "alongside:video:"
C = TypeVar("C")


class Unreachable(Exception):
    """The directory does not answer."""


@dataclass(frozen=True)
class RoomCard:
    """How one room fares. lost_share: of what people send; missed_share: of what they are sent.

    held_back: how many get smaller or fewer pictures because of their network.
    """

    name: str
    people: int = 0
    packets_per_s: float = 0.0
    lost_share: float = 0.0
    missed_share: float = 0.0
    held_back: int = 0


@dataclass(frozen=True)
class NodeCard:
    """What a node says of itself with every heartbeat.

    url: where its signalling socket is. load: the share of one core that its event loop uses.
    """

    name: str
    url: str
    load: float = 0.0
    rooms: int = 0
    people: int = 0
    packets_per_s: float = 0.0
    lost_share: float = 0.0
    wait_p99_ms: float = 0.0
    draining: bool = False
    each: tuple[RoomCard, ...] = ()


@dataclass(frozen=True)
class RoomState:
    """What outlives a node: whom a host let in, whom one removed, whether the door is shut."""

    known: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()
    locked: bool = False


class Directory(Protocol):
    """All methods raise Unreachable when there is no answer."""

    async def claim(self, room: str, node: str) -> str:
        """Gives the room to the node unless a living one has it; the name of who has it now."""

    async def hand_over(self, room: str, node: str, to: str | None) -> None:
        """The node gives the room to another, or to whoever comes first."""

    async def beat(self, card: NodeCard) -> bool:
        """Says that the node lives. True when it was asked to drain."""

    async def leave(self, node: str) -> None:
        """The node ends: what it still has may be taken at once."""

    async def nodes(self) -> list[NodeCard]:
        """The living nodes, by name."""

    async def drain(self, node: str, drains: bool) -> None:
        """Asks a node to give its rooms away and take no new ones, or to take rooms again."""

    async def remember(self, room: str, state: RoomState) -> None: ...

    async def recall(self, room: str) -> RoomState: ...


class OneProcess:
    """There is nobody else to know of anything."""

    def __init__(self) -> None:
        self._cards: dict[str, NodeCard] = {}

    async def claim(self, room: str, node: str) -> str:
        return node

    async def hand_over(self, room: str, node: str, to: str | None) -> None:
        return None

    async def beat(self, card: NodeCard) -> bool:
        self._cards[card.name] = card
        return False

    async def leave(self, node: str) -> None:
        self._cards.pop(node, None)

    async def nodes(self) -> list[NodeCard]:
        return list(self._cards.values())

    async def drain(self, node: str, drains: bool) -> None:
        return None

    async def remember(self, room: str, state: RoomState) -> None:
        return None

    async def recall(self, room: str) -> RoomState:
        return RoomState()


# KEYS: the room. ARGV: who asks, prefix of living nodes, seconds to keep.
CLAIM = """
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] and redis.call('EXISTS', ARGV[2] .. owner) == 1 then
  return owner
end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3])
return ARGV[1]
"""
# KEYS: the room. ARGV: who gives, to whom or nothing, seconds to keep.
HAND_OVER = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '' then return redis.call('DEL', KEYS[1]) end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1
"""


class InRedis:
    """Shared by all processes that use the same Redis."""

    def __init__(self, url: str) -> None:
        self._redis: Any = redis.asyncio.from_url(
            url, decode_responses=True, socket_timeout=2, socket_connect_timeout=2
        )
        self._claim = self._redis.register_script(CLAIM)
        self._hand_over = self._redis.register_script(HAND_OVER)

    async def claim(self, room: str, node: str) -> str:
        asked = self._claim(keys=[_room(room)], args=[node, _node(""), KEEP_ROOM_S])
        return str(await _answered(asked))

    async def hand_over(self, room: str, node: str, to: str | None) -> None:
        await _answered(self._hand_over(keys=[_room(room)], args=[node, to or "", KEEP_ROOM_S]))

    async def beat(self, card: NodeCard) -> bool:
        await _answered(self._redis.set(_node(card.name), json.dumps(asdict(card)), ex=ALIVE_S))
        return bool(await _answered(self._redis.exists(_drain(card.name))))

    async def leave(self, node: str) -> None:
        await _answered(self._redis.delete(_node(node)))

    async def nodes(self) -> list[NodeCard]:
        names = await _answered(self._redis.keys(_node("*")))
        cards = await _answered(self._redis.mget(names)) if names else []
        return sorted(_cards(cards), key=lambda card: card.name)

    async def drain(self, node: str, drains: bool) -> None:
        if drains:
            await _answered(self._redis.set(_drain(node), "1", ex=KEEP_ROOM_S))
        else:
            await _answered(self._redis.delete(_drain(node)))

    async def remember(self, room: str, state: RoomState) -> None:
        text = json.dumps(asdict(state))
        await _answered(self._redis.set(_state(room), text, ex=KEEP_ROOM_S))

    async def recall(self, room: str) -> RoomState:
        text = await _answered(self._redis.get(_state(room)))
        kept = json.loads(text) if text else {}
        return RoomState(
            known=tuple(kept.get("known", ())),
            removed=tuple(kept.get("removed", ())),
            locked=bool(kept.get("locked", False)),
        )

    async def close(self) -> None:
        await self._redis.aclose()


async def _answered(asked: Any) -> Any:
    try:
        return await asked
    except (RedisError, OSError) as error:
        raise Unreachable(str(error)) from error


def _cards(texts: Iterable[str | None]) -> list[NodeCard]:
    found = [cast("dict[str, Any]", json.loads(text)) for text in texts if text]
    for one in found:
        one["each"] = tuple(_known(RoomCard, room) for room in one.get("each", ()))
    return [_known(NodeCard, one) for one in found]


def _known(kind: Callable[..., C], said: dict[str, Any]) -> C:
    """Nodes of a neighbouring version may say more or less than we know."""
    names = {field.name for field in fields(cast(Any, kind))}
    return kind(**{name: value for name, value in said.items() if name in names})


def _node(name: str) -> str:
    return f"{PREFIX}node:{name}"


def _room(name: str) -> str:
    return f"{PREFIX}room:{name}"


def _state(name: str) -> str:
    return f"{PREFIX}state:{name}"


def _drain(name: str) -> str:
    return f"{PREFIX}drain:{name}"
