"""`make soak-video`: a room of twelve for ten minutes, in which people come and go.

Four browsers and eight light clients share a room of our node. All along, every picture that a
browser shows must move, and in the end the node must hold no more memory than after it had warmed
up. The last line is JSON.

    python -m tests.bench.soak [--minutes 10] [--browsers 4] [--light 8]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.async_api import Page, async_playwright

from tests.bench.video import cpu, streams
from tests.bench.video.clock import Clock
from tests.bench.video.node import Person, serving
from tests.bench.video.sdp import Remote
from tests.chromium import ARGUMENTS, CHROMIUM

ROOM = "soak"
LIGHT_GOES_EVERY_S, BROWSER_GOES_EVERY_S = 6.0, 30.0
LOOK_EVERY_S = 2.0
# Light clients send a keyframe every ten seconds, and whoever comes in may have to wait for one.
STILL_TOO_LONG_S = streams.LOOP_S + 5.0
LEAST_SEEN = 2 / 3
# The node has warmed up after this share of the time; its memory is then judged by as much.
WARM_SHARE, JUDGED_SHARE = 0.3, 0.15
# A shorter run is for the pictures alone: a process that has just begun still grows.
LONG_ENOUGH_S = 300
MOST_GROWTH_MB, MOST_GROWTH_SHARE = 3.0, 0.02
# For how long each picture that should move has stood still; the longest is kept.
WATCH = """() => {
  const seen = new Map();
  const still = window.still = {longestS: 0, who: "", pictures: 0};
  const isShown = ({id, camera, connected}) => id !== client.me?.id && camera && connected
    && ["full", "small"].includes(client.views[id]);
  const framesOf = id =>
    document.getElementById(id)?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
  setInterval(() => {
    const now = performance.now() / 1000;
    const shown = client.participants.filter(isShown);
    const ids = new Set(shown.map(({id}) => id));
    for (const id of seen.keys()) if (!ids.has(id)) seen.delete(id);
    still.pictures = 0;
    for (const {id, name} of shown) {
      const frames = framesOf(id);
      if (!seen.has(id)) seen.set(id, {frames, at: now, hasMoved: false});
      const last = seen.get(id);
      if (frames !== last.frames) Object.assign(last, {frames, at: now, hasMoved: true});
      const stillS = now - last.at;
      still.pictures += last.hasMoved && stillS < 2;
      if (stillS > still.longestS) Object.assign(still, {longestS: stillS, who: name});
    }
  }, 500);
}"""


class Guest(Person):
    """A light client whose pictures can be decoded, and that says goodbye."""

    def _make_senders(self, remote: Remote) -> None:
        super()._make_senders(remote)
        for sender in self._senders:
            sender._stamps = False

    async def leave(self) -> None:
        await self._say("leave")
        self._clock.links.remove(self.link)
        await self.go()


class Watcher:
    """A browser in the room, in which every picture is watched."""

    def __init__(self, page: Page, site: str, member: int) -> None:
        query = f"room={ROOM}&member={member}&name=Browser-{member}&role=participant&media=1"
        self._page, self._url = page, f"{site}/?{query}"
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.longest_s, self.who = 0.0, ""
        self.pictures = self.most_pictures = 0

    async def come(self) -> None:
        """Again: as a reload does, without a word to the node."""
        await self._page.goto(self._url)
        await self._page.wait_for_function("window.client?.state === 'admitted'")
        await self._page.evaluate(WATCH)

    async def look(self) -> None:
        seen = await self._page.evaluate("window.still")
        self.pictures = seen["pictures"]
        self.most_pictures = max(self.most_pictures, self.pictures)
        if seen["longestS"] > self.longest_s:
            self.longest_s, self.who = seen["longestS"], seen["who"]


@dataclass
class Soak:
    """What came of it."""

    seconds: float
    memory_mb: list[tuple[float, float]] = field(default_factory=list)
    comings: int = 0

    def note(self, at: float, pid: int) -> None:
        self.memory_mb.append((at, rss_mb(pid)))

    def between(self, first: float, last: float) -> float:
        """The median of the memory held between two shares of the time."""
        wanted = [mb for at, mb in self.memory_mb if first <= at / self.seconds <= last]
        return statistics.median(wanted)

    def result(self, watchers: list[Watcher], people: int) -> dict[str, Any]:
        warm = self.between(WARM_SHARE, WARM_SHARE + JUDGED_SHARE)
        end = self.between(1 - JUDGED_SHARE, 2)
        worst = max(watchers, key=lambda one: one.longest_s)
        allowed = max(MOST_GROWTH_MB, MOST_GROWTH_SHARE * warm)
        keeps = end - warm <= allowed or self.seconds < LONG_ENOUGH_S
        pictures = min(one.most_pictures for one in watchers)
        errors = [error for one in watchers for error in one.errors]
        # That anything was watched at all: small pictures of light clients wait for a keyframe.
        moves = worst.longest_s < STILL_TOO_LONG_S and pictures >= LEAST_SEEN * (people - 1)
        return {
            "seconds": round(self.seconds), "comings": self.comings,
            "rss_warm_mb": round(warm, 1), "rss_end_mb": round(end, 1),
            "growth_mb": round(end - warm, 2), "longest_still_s": round(worst.longest_s, 1),
            "whose": worst.who, "pictures": pictures, "errors": errors[:3],
            "passed": keeps and moves and not errors,
        }  # fmt: skip


@contextlib.asynccontextmanager
async def opened(browsers: int) -> AsyncIterator[list[Page]]:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield [await (await browser.new_context()).new_page() for _ in range(browsers)]
        await browser.close()


async def go_on(
    soak: Soak, pid: int, watchers: list[Watcher], guests: list[Guest],
    guest_comes: Callable[[int], Awaitable[None]],
) -> None:  # fmt: skip
    """People come and go, everybody in turn but the host, until the time is over."""
    seats = itertools.cycle(range(1, len(guests)))
    reloading = itertools.cycle(watchers)
    start = time.monotonic()
    next_light, next_browser = LIGHT_GOES_EVERY_S, BROWSER_GOES_EVERY_S
    while (at := time.monotonic() - start) < soak.seconds:
        soak.note(at, pid)
        for watcher in watchers:
            await watcher.look()
        if at >= next_light:
            next_light += LIGHT_GOES_EVERY_S
            seat = next(seats)
            await guests.pop(seat).leave()
            await guest_comes(seat)
            soak.comings += 1
        if at >= next_browser:
            next_browser += BROWSER_GOES_EVERY_S
            await next(reloading).come()
            soak.comings += 1
        if int(at) % 30 < LOOK_EVERY_S:
            seen = [watcher.pictures for watcher in watchers]
            print(f"{at:4.0f} s: {rss_mb(pid):.1f} MB, pictures that move: {seen}", flush=True)
        await asyncio.sleep(LOOK_EVERY_S)


def rss_mb(pid: int) -> float:
    """What the process holds of the machine's memory."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(one for one in status.splitlines() if one.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


async def main(minutes: float, browsers: int, light: int) -> int:
    soak = Soak(60 * minutes)
    clock = Clock()
    running = asyncio.create_task(clock.run())
    tracks = streams.tracks()
    async with serving(tracks, clock, cpu.cores()[0]) as rooms, opened(browsers) as pages:
        site = rooms._site
        watchers = [Watcher(page, site, 1_000_000 + n) for n, page in enumerate(pages)]
        guests: list[Guest] = []

        async def guest_comes(seat: int) -> None:
            # The first one is the host, who lets all others in and stays.
            guests.insert(seat, Guest(site, ROOM, (seat, light), tracks, clock))
            await guests[seat].come()

        for seat in range(light):
            await guest_comes(seat)
        for watcher in watchers:
            await watcher.come()
        await go_on(soak, rooms.pid, watchers, guests, guest_comes)
        for guest in guests:
            await guest.leave()
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    result = soak.result(watchers, browsers + light)
    print(json.dumps(result))
    return 0 if result["passed"] else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--browsers", type=int, default=4)
    parser.add_argument("--light", type=int, default=8)
    chosen = parser.parse_args()
    settings.configure(SECRET_KEY="soak")
    sys.exit(asyncio.run(main(chosen.minutes, chosen.browsers, chosen.light)))
