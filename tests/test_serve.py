"""The application hears when its process begins, and has its last words before it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import ROOT, free_port

APPLICATION = """
import asyncio
import gc


def tangle():
    one = []
    one.append(one)


async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        assert (await receive())["type"] == "lifespan.startup"
        print("begins", type(asyncio.get_running_loop()).__module__, flush=True)
        print("left alone", gc.get_freeze_count() > 10_000, flush=True)
        before = gc.get_stats()[2]["collections"]
        stays = [[] for _ in range(1_000)]
        for _ in range(300_000):
            tangle()
        print("looked through", gc.get_stats()[2]["collections"] > before, flush=True)
        await send({"type": "lifespan.startup.complete"})
        assert (await receive())["type"] == "lifespan.shutdown"
        await asyncio.sleep(0.2)
        print("has ended", flush=True)
        await send({"type": "lifespan.shutdown.complete"})
    else:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"here"})
"""
UNAWARE = """
async def application(scope, receive, send):
    if scope["type"] != "http":
        raise ValueError("unknown")
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"here"})
"""


class Running:
    """A server of an application in a folder of its own; `said` has all that it wrote."""

    def __init__(self, folder: Path, source: str) -> None:
        (folder / "app_of_test.py").write_text(source)
        port = free_port()
        command = [sys.executable, "-m", "community.serve", "-b", "127.0.0.1", "-p", str(port)]
        path = os.pathsep.join((str(ROOT), str(folder)))
        self.process = subprocess.Popen(
            [*command, "-v", "0", "app_of_test:application"], cwd=ROOT, text=True,
            env=os.environ | {"PYTHONPATH": path},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            # A run that was sent to the background hears no Ctrl-C, and hands that on.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )  # fmt: skip
        self.url = f"http://127.0.0.1:{port}/"

    def asked(self) -> bytes:
        for _ in range(600):
            try:
                with urllib.request.urlopen(self.url, timeout=5) as answer:
                    return bytes(answer.read())
            except OSError:
                assert self.process.poll() is None
                signal.sigtimedwait([], 0.05)
        raise AssertionError("no answer")

    def ended(self, how: signal.Signals) -> str:
        self.process.send_signal(how)
        said, _ = self.process.communicate(timeout=20)
        return said


@pytest.fixture
def running(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Running]:
    server = Running(tmp_path, request.param)
    yield server
    if server.process.poll() is None:
        server.process.kill()
    server.process.wait()


@pytest.mark.parametrize("running", [APPLICATION], indirect=True)
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_an_application_hears_of_both_ends(running, how):
    assert running.asked() == b"here"
    said = running.ended(how)
    found = ["begins uvloop", "left alone True", "looked through True", "has ended"]
    assert said.splitlines() == found
    assert running.process.returncode == 0


@pytest.mark.parametrize("running", [UNAWARE], indirect=True)
def test_one_that_does_not_care_is_served_all_the_same(running):
    assert running.asked() == b"here"
    assert "Traceback" not in running.ended(signal.SIGTERM)
    assert running.process.returncode == 0
