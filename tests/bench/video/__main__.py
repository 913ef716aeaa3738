"""`make bench-video`: rooms of twelve at our node, at Janus's VideoRoom, and at a relay.

The same clients send the same encoded streams to each server. The server has one core, the clients
have another; rooms are added until the server's core is full. The relay, which decodes and encodes
again for each viewer, gets one room of three, half of what a core holds. The last line is JSON; the
exit code says whether the goals are reached.

    python -m tests.bench.video [--rooms 9] [--people 12] [--seconds 5] [--only node]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import AsyncIterator
from typing import Any

from django.conf import settings

from tests.bench.video import cpu, janus, node, relay, streams
from tests.bench.video.clock import Clock
from tests.bench.video.programs import clients_on
from tests.bench.video.summary import FULL, misses, summary
from tests.bench.video.window import Step, look

RELAY_PEOPLE = 3


async def main(chosen: argparse.Namespace) -> int:
    tracks = streams.tracks()
    for kind, track in tracks.items():
        rate = len(track.packets) / streams.LOOP_S
        print(f"{kind}: {track.bits_per_s / 1000:.0f} kbit/s, {rate:.0f} packets/s")
    rounds = [
        ("node", node, chosen.rooms, chosen.people),
        ("janus", janus, chosen.rooms, chosen.people),
        ("relay", relay, 1, RELAY_PEOPLE),
    ]
    steps: dict[str, list[Step]] = {name: [] for name, *_ in rounds}
    core, core_of_clients = cpu.cores()
    with clients_on(core_of_clients):
        for name, server, rooms, people in rounds:
            if name not in chosen.only.split(","):
                continue
            if server is janus and janus.program() is None:
                print(janus.HOW_TO_GET_IT)
                continue
            print(f"{name}:", flush=True)
            async with ticking() as clock, server.serving(tracks, clock, core) as place:
                await fill(steps[name], place, clock, rooms, people, chosen.seconds)
    found = summary(steps["node"], steps["janus"], steps["relay"])
    missed = misses(found)
    for one in missed:
        print(one)
    print(json.dumps(found))
    return 1 if missed else 0


@contextlib.asynccontextmanager
async def ticking() -> AsyncIterator[Clock]:
    clock = Clock()
    running = asyncio.create_task(clock.run())
    try:
        yield clock
    finally:
        running.cancel()


async def fill(steps: list[Step], place: Any, clock: Clock, most_rooms: int, people: int,
               seconds: float) -> None:  # fmt: skip
    """Adds rooms, and looks after each, until the core is full."""
    for number in range(1, most_rooms + 1):
        try:
            await place.add(people)
        except node.Full:
            print("  the node takes no further room")
            break
        steps.append(await look(clock, place.pid, number, len(place.people), seconds))
        print(steps[-1].line(), "" if number > 1 else clock.links[-1].profile, flush=True)
        if steps[-1].share >= FULL:
            break


def _end(signal_number: int, frame: object) -> None:
    """The servers end with us."""
    sys.exit(1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rooms", type=int, default=9)
    parser.add_argument("--people", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--only", default="node,janus,relay")
    signal.signal(signal.SIGTERM, _end)
    settings.configure(SECRET_KEY="bench")
    sys.exit(asyncio.run(main(parser.parse_args())))
