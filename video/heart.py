"""A node's heartbeat: it says that it lives, keeps its rooms, and hears when it is to drain."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from video.directory import NodeCard, RoomCard, Unreachable
from video.figures import Lately

if TYPE_CHECKING:
    from video.live import LiveRoom
    from video.node import Node

BEAT_S = 1.0
PROBES = 10
log = logging.getLogger(__name__)


class Heart:
    """Beats while the process lives; one a node."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._task: asyncio.Task[None] | None = None
        self._is_cut_off = False
        self._is_over = False

    def start(self) -> None:
        if self._task is None and not self._is_over:
            self._task = asyncio.ensure_future(self._beat_on())

    def stop(self) -> None:
        """For good: who still comes in the last moment does not bring the node back to life."""
        self._is_over = True
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _beat_on(self) -> None:
        while True:
            try:
                await self.beat()
                self._is_cut_off = False
            except Unreachable as error:
                if not self._is_cut_off:
                    log.warning("the directory of rooms does not answer: %s", error)
                self._is_cut_off = True
            except Exception:
                log.exception("a heartbeat failed")
            await self._probe()

    async def beat(self) -> None:
        """One beat. While the directory is out of reach, calls that are going on go on."""
        node = self._node
        node.load.look()
        node.figures.look(node.rooms.values())
        drains = await node.directory.beat(self.card())
        await self._keep_rooms()
        if drains and not node.draining:
            await node.drain()
        elif not drains:
            node.draining = False

    async def _keep_rooms(self) -> None:
        """A room that another node took while we were thought dead is left to it."""
        node = self._node
        for id, live in tuple(node.rooms.items()):
            if not live.seats:
                continue
            owner = await node.directory.claim(id, node.name)
            if owner != node.name:
                await node.leave_room(id, owner)

    async def _probe(self) -> None:
        """Waits for the next beat, and measures how late the event loop is meanwhile."""
        loop = asyncio.get_running_loop()
        steps = PROBES if any(live.seats for live in self._node.rooms.values()) else 1
        for _ in range(steps):
            due = loop.time() + BEAT_S / steps
            await asyncio.sleep(BEAT_S / steps)
            self._node.load.waited(loop.time() - due)

    def card(self) -> NodeCard:
        """May be asked for by another thread."""
        node = self._node
        busy = [live for live in tuple(node.rooms.values()) if live.seats]
        return NodeCard(
            name=node.name,
            url=node.url,
            load=round(node.load.share, 3),
            rooms=len(busy),
            people=sum(len(live.seats) for live in busy),
            packets_per_s=round(node.figures.packets_per_s, 1),
            lost_share=round(node.figures.lost_share, 4),
            wait_p99_ms=round(1000 * node.load.wait(0.99), 2),
            draining=node.draining,
            each=tuple(self._room(live) for live in busy),
        )

    def _room(self, live: LiveRoom) -> RoomCard:
        lately = self._node.figures.rooms.get(live.room.id, Lately())
        networks = tuple(live.switch.networks.values())
        return RoomCard(
            name=live.room.id,
            people=len(live.seats),
            packets_per_s=round(lately.packets_per_s, 1),
            lost_share=round(lately.lost_share, 4),
            missed_share=round(lately.missed_share, 4),
            held_back=sum(network.is_felt for network in networks),
        )
