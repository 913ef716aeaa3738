"""`make bench-fanout`: a reply reaches every open page of a conversation, rendered once.

One daphne process serves real sockets; a second process holds them open. Says, for each number of
sockets: renders, deliveries, server CPU a delivery, and how long until the last page had it.

    python -m tests.bench.fanout [200 500 …]
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing as mp
import os
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from typing import Any

REPLIES = 10
WORDS = "It took me a year to sit down while cooking, and now I would not go back. " * 8


def main(sizes: list[int]) -> int:
    with tempfile.TemporaryDirectory() as data:
        os.environ["DATA_DIR"] = data
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.config.settings")
        os.environ.setdefault("POSTS_PER_MINUTE", "100000")
        world = prepare()
        port = free_port()
        import daphne.server  # noqa: F401  chooses the reactor, before anything else asks for one

        driver = threading.Thread(target=drive, args=(sizes, port, world), daemon=True)
        driver.start()
        serve(port)
        driver.join(timeout=5)
        return world["failed"]


def prepare() -> dict[str, Any]:
    """A community of one space and one conversation, and somebody who is signed in."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
    from community.members.bands import Band
    from forums import actions, fragments, verdicts
    from forums.actions import Words
    from forums.models import Space
    from moderation.screening import Verdict
    from tests.factories import make_member

    fine = Verdict("publish", False, None, 0.0, (), {}, "bench", "bench", False)
    verdicts.screen = lambda text, context: fine  # the cost of delivery, not of the filter
    space = Space.objects.create(slug="bench", name="Bench", band=Band.ADULT)
    author, reader = make_member("Author"), make_member("Reader")
    sent = actions.start_conversation(author, space, Words("Hello", title="Bench"))
    rendered: list[int] = []
    render = fragments.render_post
    fragments.render_post = lambda post: rendered.append(post.pk) or render(post)
    return {
        "author": author,
        "thread": sent.post.thread,
        "cookie": cookie_of(reader),
        "rendered": rendered,
        "failed": 0,
    }


def cookie_of(member: Any) -> str:
    from django.test import Client

    client = Client()
    client.force_login(member)
    return f"sessionid={client.cookies['sessionid'].value}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_open(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


def serve(port: int) -> None:
    from daphne.server import Server

    from community.config.asgi import application

    Server(application, endpoints=[f"tcp:port={port}:interface=127.0.0.1"]).run()


def drive(sizes: list[int], port: int, world: dict[str, Any]) -> None:
    from twisted.internet import reactor

    try:
        wait_until_open(port)
        for size in sizes:
            measure(size, port, world)
    except Exception as error:
        print(f"stopped: {error!r}", file=sys.stderr)
        world["failed"] = 1
    reactor.callFromThread(reactor.stop)


def measure(size: int, port: int, world: dict[str, Any]) -> None:
    from forums import actions
    from forums.actions import Words

    context = mp.get_context("spawn")
    ours, theirs = context.Pipe()
    job = (size, port, world["cookie"], world["thread"].pk, theirs)
    pages = context.Process(target=hold_pages, args=job, daemon=True)
    pages.start()
    if not ours.poll(90) or ours.recv() != "ready":
        raise RuntimeError(f"the {size} sockets did not open")
    world["rendered"].clear()
    delays, spent = [], 0.0
    for number in range(REPLIES):
        cpu, start = time.process_time(), time.time()
        words = Words(f"{number} {WORDS}")
        as_a_view(actions.reply, world["author"], world["thread"], words)
        if not ours.poll(60):
            raise RuntimeError("not every page heard the reply")
        delays.append(ours.recv() - start)
        spent += time.process_time() - cpu
    ours.send("done")
    pages.join(timeout=20)
    deliveries = size * REPLIES
    renders = len(world["rendered"])
    print(
        f"{size} sockets, {REPLIES} replies: {renders} renders, {deliveries} deliveries, "
        f"{spent / deliveries * 1e6:.0f} µs server CPU a delivery (writing the reply included), "
        f"last page after {statistics.median(delays) * 1000:.0f} ms (median), "
        f"{max(delays) * 1000:.0f} ms (worst)",
        flush=True,
    )
    if renders != REPLIES:
        world["failed"] = 1


def as_a_view(action: Callable[..., Any], *args: Any) -> None:
    """Runs where the server runs views: in a worker thread of its event loop."""
    from asgiref.sync import sync_to_async
    from twisted.internet import reactor

    waiting = asyncio.run_coroutine_threadsafe(
        sync_to_async(action)(*args), reactor._asyncioEventloop
    )
    waiting.result(timeout=60)


def hold_pages(size: int, port: int, cookie: str, thread: int, pipe: Any) -> None:
    asyncio.run(_hold(size, port, cookie, thread, pipe))


async def _hold(size: int, port: int, cookie: str, thread: int, pipe: Any) -> None:
    import websockets

    url, origin = f"ws://127.0.0.1:{port}/ws/live/", f"http://127.0.0.1:{port}"
    headers = {"Cookie": cookie, "Origin": origin}
    heard: asyncio.Queue[None] = asyncio.Queue()

    async def page(opened: asyncio.Event) -> None:
        async with websockets.connect(url, additional_headers=headers, open_timeout=60) as live:
            await live.send(json.dumps({"type": "subscribe", "topic": f"thread:{thread}"}))
            async for text in live:
                frame = json.loads(text)
                if frame["type"] == "subscribed" and frame["topic"].startswith("thread"):
                    opened.set()
                elif frame["type"] == "post":
                    heard.put_nowait(None)

    pages = []
    for start in range(0, size, 25):
        events = [asyncio.Event() for _ in range(min(25, size - start))]
        pages += [asyncio.ensure_future(page(event)) for event in events]
        await asyncio.wait_for(asyncio.gather(*(event.wait() for event in events)), 60)
    await asyncio.sleep(1)
    pipe.send("ready")
    for _ in range(REPLIES):
        for _ in range(size):
            await asyncio.wait_for(heard.get(), 60)
        pipe.send(time.time())
    await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
    for task in pages:
        task.cancel()
    await asyncio.gather(*pages, return_exceptions=True)


if __name__ == "__main__":
    sys.exit(main([int(word) for word in sys.argv[1:]] or [200, 500]))
