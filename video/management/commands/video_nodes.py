"""`manage.py video_nodes`: which media nodes live, and emptying one before it is upgraded."""

from __future__ import annotations

import asyncio
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from video.directory import InRedis, NodeCard, Unreachable

ROW = "{:<16} {:>5} {:>6} {:>6} {:>9} {:>7} {:>9}  {}"


class Command(BaseCommand):
    help = (
        "Lists the media nodes. `drain NAME` has a node give its rooms to others and take no new "
        "ones, and waits until it is empty; people follow by themselves. `undrain NAME` ends that."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", nargs="?", choices=("list", "drain", "undrain"), default="list")
        parser.add_argument("name", nargs="?", default="")
        parser.add_argument("--wait", type=float, default=30.0, help="seconds, for drain")

    def handle(self, *args: Any, **options: Any) -> None:
        url = settings.REDIS_URL
        if not url:
            raise CommandError("There is only one process; stop it when its rooms are empty.")
        what, name = options["what"], options["name"]
        if what != "list" and not name:
            raise CommandError("Say which node.")
        try:
            asyncio.run(self._do(InRedis(url), what, name, options["wait"]))
        except Unreachable as error:
            raise CommandError(f"The directory does not answer: {error}") from error

    async def _do(self, directory: InRedis, what: str, name: str, wait_s: float) -> None:
        try:
            if what == "list":
                self._show(await directory.nodes())
            else:
                await directory.drain(name, drains=what == "drain")
                if what == "drain":
                    await self._until_empty(directory, name, wait_s)
        finally:
            await directory.close()

    async def _until_empty(self, directory: InRedis, name: str, wait_s: float) -> None:
        until = time.monotonic() + wait_s
        while time.monotonic() < until:
            card = next((one for one in await directory.nodes() if one.name == name), None)
            if card is None:
                self.stdout.write(f"{name} does not live.")
                return
            if card.draining and card.people == 0:
                self.stdout.write(f"{name} is empty and takes no rooms.")
                return
            await asyncio.sleep(0.5)
        raise CommandError(f"{name} still has people after {wait_s:.0f} s.")

    def _show(self, cards: list[NodeCard]) -> None:
        head = ("node", "cpu", "rooms", "people", "packets/s", "lost", "wait p99", "")
        self.stdout.write(ROW.format(*head))
        for card in cards:
            figures = (f"{card.load:.0%}", card.rooms, card.people, f"{card.packets_per_s:.0f}")
            losses = (f"{card.lost_share:.1%}", f"{card.wait_p99_ms:.1f} ms")
            state = "draining" if card.draining else ""
            self.stdout.write(ROW.format(card.name, *figures, *losses, state))
