"""`make bench-revocation`: rights end for many at once, and every open socket that rested on them.

Two daphne processes over a Redis of their own; a third process holds the sockets, half of them at
each server. Two fifths belong to people who are banned, two fifths to young people whose consent is
taken back, one fifth to staff whose clearance ends while they listen to a youth space. All of it is
one transaction, and the clock runs from its commit until a socket is closed, or for staff until the
topic is gone from it. The last line is JSON.

    python -m tests.bench.revocation [sockets]
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import multiprocessing as mp
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.servers import ROOT, free_port, redis_server

SOCKETS = 1_000
MOST_P99_MS = 2_000
GIVE_UP_S = 20
AT_ONCE = 25
KINDS = ("ban", "consent", "clearance")
CLOSED = 4403


def main(sockets: int) -> int:
    with tempfile.TemporaryDirectory() as data, redis_server(Path(data)) as url:
        os.environ.update(
            DATA_DIR=data, REDIS_URL=url, DJANGO_SETTINGS_MODULE="community.config.settings",
            SECOND_STEP_FOR_STAFF="0",
        )  # fmt: skip
        people = prepare(sockets)
        ports = [free_port(), free_port()]
        with server(ports[0], data), server(ports[1], data):
            delays, left = measure(people, ports)
    return report(len(people) * len(ports), delays, left)


@contextlib.contextmanager
def server(port: int, data: str) -> Iterator[None]:
    command = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "-v", "0",
               "community.config.asgi:application"]  # fmt: skip
    with running(command, port):
        yield


@contextlib.contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    """The program while it is needed; ended by its own id."""
    program = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        wait_until_open(port)
        yield
    finally:
        program.terminate()
        try:
            program.wait(15)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()


def wait_until_open(port: int) -> None:
    import socket

    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("a server did not start")


# ---- who is there


def prepare(sockets: int) -> list[tuple[str, int, str]]:
    """(what ends for them, who, their cookie), one for every two sockets."""
    import django

    django.setup()
    from django.core.management import call_command

    from community.members.bands import Band
    from forums.models import Space
    from tests.factories import make_member

    call_command("migrate", run_syncdb=True, verbosity=0)
    Space.objects.create(slug="youth", name="Youth", band=Band.OLDER)
    people = []
    for number in range(sockets // 2):
        kind = KINDS[min(2, number * 5 // (sockets // 2) // 2)]
        band = Band.OLDER if kind == "consent" else Band.ADULT
        staff = kind == "clearance"
        roles = ("moderator",) if staff else ()
        member = make_member(f"Person {number}", band, roles=roles, cleared=staff)
        people.append((kind, member.pk, cookie_of(member)))
    return people


def cookie_of(member: Any) -> str:
    from django.test import Client

    client = Client()
    client.force_login(member)
    return f"sessionid={client.cookies['sessionid'].value}"


async def as_a_view(people: list[tuple[str, int, str]]) -> float:
    """Where a server runs what somebody's click does: in a thread of its event loop."""
    from asgiref.sync import sync_to_async

    return await sync_to_async(revoke)(people)


def revoke(people: list[tuple[str, int, str]]) -> float:
    """Ends everybody's rights in one transaction. Gives the moment of its commit."""
    from django.db import transaction

    from community.members import actions
    from community.members.models import Member, Word

    ends = {
        "ban": actions.ban,
        "consent": lambda member: actions.take_part_on(member, Word.TAKEN_BACK),
        "clearance": actions.end_clearances,
    }
    with transaction.atomic():
        members = Member.objects.in_bulk([pk for _, pk, _ in people])
        for kind, pk, _ in people:
            ends[kind](members[pk])
        committing = time.time()
    print(f"told after {time.time() - committing:.2f} s", flush=True)
    return committing


# ---- the sockets


def measure(people: list[tuple[str, int, str]], ports: list[int]) -> tuple[list[float], int]:
    context = mp.get_context("spawn")
    ours, theirs = context.Pipe()
    holding = context.Process(target=hold, args=(people, ports, theirs), daemon=True)
    holding.start()
    try:
        if not ours.poll(300) or ours.recv() != "ready":
            raise RuntimeError("the sockets did not open")
        committed = asyncio.run(as_a_view(people))
        if not ours.poll(GIVE_UP_S + 30):
            raise RuntimeError("nothing was heard of the sockets")
        ended, left = ours.recv()
        return [at - committed for at in ended], left
    finally:
        holding.join(timeout=20)


def hold(people: list[tuple[str, int, str]], ports: list[int], pipe: Any) -> None:
    asyncio.run(_hold(people, ports, pipe))


async def _hold(people: list[tuple[str, int, str]], ports: list[int], pipe: Any) -> None:
    ended: list[float] = []
    pages = [(kind, cookie, port) for kind, _, cookie in people for port in ports]
    tasks = []
    for start in range(0, len(pages), AT_ONCE):
        some = pages[start : start + AT_ONCE]
        opened = [asyncio.Event() for _ in some]
        for page, event in zip(some, opened, strict=True):
            tasks.append(asyncio.ensure_future(_page(*page, event, ended)))
        await asyncio.wait_for(asyncio.gather(*(event.wait() for event in opened)), 60)
    await asyncio.sleep(1)
    pipe.send("ready")
    _, open_still = await asyncio.wait(tasks, timeout=GIVE_UP_S)
    pipe.send((ended, len(pages) - len(ended)))
    for task in open_still:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _page(
    kind: str, cookie: str, port: int, opened: asyncio.Event, ended: list[float]
) -> None:
    """One open page: listens, and notes when what it rested on ended."""
    import websockets

    url, origin = f"ws://127.0.0.1:{port}/ws/live/", f"http://127.0.0.1:{port}"
    topic = "space:youth" if kind == "clearance" else None
    headers = {"Cookie": cookie, "Origin": origin}
    async with websockets.connect(url, additional_headers=headers, open_timeout=60) as live:
        if topic:
            await live.send(json.dumps({"type": "subscribe", "topic": topic}))
        try:
            async for text in live:
                frame = json.loads(text)
                if frame["type"] == "subscribed" and topic in (None, frame["topic"]):
                    opened.set()
                elif frame["type"] == "gone" and opened.is_set():
                    ended.append(time.time())
                    return
        except websockets.ConnectionClosed:
            pass
        if live.close_code == CLOSED:
            ended.append(time.time())


def report(sockets: int, delays: list[float], left: int) -> int:
    ordered = sorted(delays)
    p99 = ordered[max(0, -(-len(ordered) * 99 // 100) - 1)] * 1000 if ordered else float("inf")
    if ordered:
        median = ordered[len(ordered) // 2] * 1000
        print(f"median {median:.0f} ms, last {ordered[-1] * 1000:.0f} ms after the commit")
    print(json.dumps({"sockets": sockets, "p99_ms": round(p99), "left_open": left}))
    return 0 if left == 0 and p99 <= MOST_P99_MS else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else SOCKETS))
