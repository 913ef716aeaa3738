"""Real servers for tests: each on free ports and in a folder of its own, ended by their own id."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READY_WITHIN_S = 60
# What a developer may have set for themselves must not reach a test's server.
OWN = (
    "DATABASE_URL",
    "REDIS_URL",
    "DEBUG",
    "DEMO",
    "PORT",
    "DATA_DIR",
    "SITE_URL",
    "HTTPS",
    "VIDEO_NODE",
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def free_udp_ports(count: int) -> range:
    """Ports in a row that nobody uses, below those that the system hands out by itself."""
    while True:
        first = random.randrange(20_000, 32_000)
        ports = range(first, first + count)
        with contextlib.suppress(OSError), contextlib.ExitStack() as taken:
            for port in ports:
                probe = taken.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
                probe.bind(("", port))
            return ports


@contextlib.contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """A Redis of the test's own, that keeps nothing; its address."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "",
               "--appendonly", "no", "--dir", str(folder)]  # fmt: skip
    with (folder / "redis.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _until_open(port, process)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(15)


def _until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    last = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < last and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("redis-server did not start")


class Server:
    """The demo community, served as `make run` does. It can be killed, and started on its data."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data, self.port = data, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data / "server.log"
        kept = {name: value for name, value in os.environ.items() if name not in OWN}
        self.env = {
            **kept,
            "DATA_DIR": str(data),
            "PORT": str(self.port),
            "DEMO": "1",
            "POSTS_PER_MINUTE": "1000",
            "RANDOM_LOOKS": "off",
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Tables, model and demo. Raises RuntimeError with what the command said."""
        command = [sys.executable, "manage.py", "prepare"]
        done = subprocess.run(
            command, cwd=ROOT, env=self.env, check=False, capture_output=True, text=True
        )
        if done.returncode != 0:
            raise RuntimeError(f"the demo could not be prepared:\n{done.stderr[-3000:]}")

    def manage(self, *words: str) -> str:
        """A command of the house on the same data. Raises RuntimeError with what it said."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT, env=self.env, check=False, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode != 0:
            raise RuntimeError(f"{words[0]} failed:\n{done.stderr[-3000:]}")
        return done.stdout

    def start(self) -> None:
        command = [sys.executable, "-m", "community.serve", "-b", "127.0.0.1", "-p", str(self.port)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "-v", "0", "community.config.asgi:application"],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=log,
            )
        self._wait()

    def kill(self) -> None:
        """As a power cut would: no time to finish anything."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait(self) -> None:
        last = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < last:
            assert self._process is not None
            if self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/healthz/", timeout=5):
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-3000:]}")
