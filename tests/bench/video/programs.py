"""Servers under test: pinned to a core, ended by their own id."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.servers import ROOT

OPEN_WITHIN_S = 30
BEFORE_OTHERS, AS_OTHERS = "-19", "0"
# Where the kernel groups processes by session, it is groups that come before others.
AUTOGROUP = Path("/proc/self/autogroup")


def alone_on(core: int) -> None:
    """This process has the core, and its session goes first there if it may."""
    os.sched_setaffinity(0, {core})
    with contextlib.suppress(OSError):
        AUTOGROUP.write_text(BEFORE_OTHERS)


@contextlib.contextmanager
def clients_on(core: int) -> Iterator[None]:
    """The same for this process, for as long as it measures."""
    alone_on(core)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            AUTOGROUP.write_text(AS_OTHERS)


@contextlib.contextmanager
def running(
    command: list[str], port: int, core: int | None, environment: Mapping[str, str] | None = None
) -> Iterator[int]:
    """The process id of a program that listens on the port; on any core when none is named.

    Raises RuntimeError when it does not start.
    """
    with tempfile.TemporaryFile("w+") as log:
        program = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=log,
            start_new_session=True, preexec_fn=None if core is None else lambda: alone_on(core),
        )  # fmt: skip
        try:
            if not _opens(program, port):
                log.seek(0)
                raise RuntimeError(f"{command[0]} did not start:\n{log.read()[-3000:]}")
            yield program.pid
        finally:
            program.terminate()
            try:
                program.wait(10)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()


def _opens(program: subprocess.Popen[bytes], port: int) -> bool:
    until = time.monotonic() + OPEN_WITHIN_S
    while time.monotonic() < until and program.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True
        time.sleep(0.1)
    return False
