"""`make run`: sets everything up, fills a demo community and serves it. Standard library only.

The environment decides: `PORT` (8000), `HOST` (127.0.0.1), `DATA_DIR` (data/), and all that
docs/operations.md names. Ctrl-C ends it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from setup import ROOT, SetupFailed, ensure_venv

READY_WITHIN_S = 60
STOP_WITHIN_S = 10


class Stopped(Exception):
    """Somebody asked us to end."""


def main() -> int:
    try:
        with _ends_politely():
            return _run()
    except SetupFailed as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except Stopped:
        print("\nAlongside has stopped. Your data is kept.", flush=True)
        return 0


def _run() -> int:
    host, port = os.environ.get("HOST") or "127.0.0.1", _port()
    _require_free(host, port)
    python = ensure_venv()
    env = _environment(port)
    accounts = _prepare(python, env)
    with _serving(python, env, host, port) as server, _ticking(python, env):
        _wait_until_ready(server, host, port)
        shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host
        print(f"\nAlongside is ready at http://{shown}:{port}\n\n{accounts}", flush=True)
        print("Ctrl-C stops it.", flush=True)
        code = server.wait()
    print(f"The server ended by itself (status {code}).", file=sys.stderr)
    return 1


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise SetupFailed(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            other = port + 1 if port < 65535 else 8000
            raise SetupFailed(
                f"Port {port} on {host} is taken or not allowed ({error.strerror}).\n"
                f"Choose another one, for example: PORT={other} make run"
            ) from error


def _environment(port: int) -> dict[str, str]:
    data = Path(os.environ.get("DATA_DIR") or ROOT / "data").resolve()
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupFailed(f"DATA_DIR cannot be used: {error}") from error
    defaults = {"DEMO": "1", "PYTHONUNBUFFERED": "1"}
    return defaults | os.environ | {"PORT": str(port), "DATA_DIR": str(data)}


def _prepare(python: Path, env: dict[str, str]) -> str:
    """Brings database, model and demo up to date; gives the table of accounts."""
    done = subprocess.run(
        [python, "manage.py", "prepare"], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise SetupFailed("Setting up failed; the lines above say why.")
    return done.stdout


@contextlib.contextmanager
def _serving(
    python: Path, env: dict[str, str], host: str, port: int
) -> Iterator[subprocess.Popen[bytes]]:
    """daphne, in a process group of its own: Ctrl-C reaches it through us, once."""
    command = [
        str(python), "-m", "community.serve", "-b", host, "-p", str(port), "-v", "0",
        "--no-server-name", "community.config.asgi:application",
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)
    try:
        yield server
    finally:
        _stop(server)


@contextlib.contextmanager
def _ticking(python: Path, env: dict[str, str]) -> Iterator[None]:
    """The clock, which calls people when a crisis is not answered."""
    clock = subprocess.Popen(
        [str(python), "manage.py", "clock"], cwd=ROOT, env=env, start_new_session=True
    )
    try:
        yield
    finally:
        _stop(clock)


def _stop(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_until_ready(server: subprocess.Popen[bytes], host: str, port: int) -> None:
    asked = f"[{host}]" if ":" in host else host
    url = f"http://{asked.replace('0.0.0.0', '127.0.0.1')}:{port}/healthz/"
    last = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < last:
        if server.poll() is not None:
            raise SetupFailed("The server could not start; the lines above say why.")
        if _answers(url):
            return
        time.sleep(0.1)
    raise SetupFailed(f"The server did not answer within {READY_WITHIN_S} seconds.")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextlib.contextmanager
def _ends_politely() -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Stopped

    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, stop)
    yield


if __name__ == "__main__":
    sys.exit(main())
