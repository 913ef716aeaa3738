"""How all calls fare, for whoever keeps the machines. No person and no address is in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from asgiref.sync import async_to_sync
from django.conf import settings

from community.access import Facts, Kind
from community.members.bands import Band
from video import conf
from video.directory import InRedis, NodeCard, RoomCard, Unreachable
from video.metrics import nodes as of_this_process

Quality = Literal["good", "weak", "poor", "quiet"]
# The same as in a member's own page (static/video/media.js).
WEAK, POOR = 0.02, 0.08


class Calls:
    """All media nodes, for the question who may see and drain them."""

    def access_facts(self) -> Facts:
        return Facts(kind=Kind.CALLS, bands=frozenset({Band.ADULT}))


@dataclass(frozen=True)
class RoomLine:
    """One room. Shares are 0 to 1; missed: the worse of both ways."""

    card: RoomCard

    @property
    def missed(self) -> float:
        return max(self.card.lost_share, self.card.missed_share)

    @property
    def quality(self) -> Quality:
        if self.card.packets_per_s == 0:
            return "quiet"
        return "poor" if self.missed > POOR else "weak" if self.missed > WEAK else "good"


@dataclass(frozen=True)
class NodeLine:
    """One node. is_full: it opens no further room. can_drain: another can take its rooms."""

    card: NodeCard
    rooms: tuple[RoomLine, ...]
    is_full: bool
    can_drain: bool


@dataclass(frozen=True)
class CallsPage:
    """is_away: the directory does not answer. is_alone: there is one process and no directory."""

    nodes: tuple[NodeLine, ...] = ()
    is_away: bool = False
    is_alone: bool = False

    @property
    def people(self) -> int:
        return sum(line.card.people for line in self.nodes)

    @property
    def rooms(self) -> int:
        return sum(line.card.rooms for line in self.nodes)


def calls() -> CallsPage:
    """What the nodes said with their last heartbeat."""
    url = settings.REDIS_URL
    if not url:
        cards = [node.heart.card() for node in list(of_this_process)]
        return CallsPage(_lines(cards, may_drain=False), is_alone=True)
    try:
        return CallsPage(_lines(async_to_sync(_ask)(url), may_drain=True))
    except Unreachable:
        return CallsPage(is_away=True)


async def _ask(url: str) -> list[NodeCard]:
    directory = InRedis(url)
    try:
        return await directory.nodes()
    finally:
        await directory.close()


def _lines(cards: list[NodeCard], may_drain: bool) -> tuple[NodeLine, ...]:
    most = conf.most_cpu()
    able = {card.name for card in cards if not card.draining and card.load < most}
    return tuple(
        NodeLine(
            card,
            tuple(RoomLine(room) for room in card.each),
            is_full=card.load >= most,
            can_drain=may_drain and not card.draining and bool(able - {card.name}),
        )
        for card in cards
    )
