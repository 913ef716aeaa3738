"""`make run` as a newcomer meets it: what it prints, keeps, and how it ends."""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.servers import OWN, ROOT, free_port

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
FIRST_WITHIN_S = 240
AGAIN_WITHIN_S = 10


class Run:
    """tools/run.py as a process of its own, with what it said so far."""

    def __init__(self, env: dict[str, str]) -> None:
        self.began = time.monotonic()
        self.words = ""
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "tools" / "run.py")], cwd=ROOT, env=env, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.words += line

    def until(self, text: str, within_s: float) -> float:
        """Seconds from the start until `text` was said."""
        while time.monotonic() - self.began < within_s:
            if text in self.words:
                return time.monotonic() - self.began
            assert self.process.poll() is None, self.words
            time.sleep(0.05)
        raise AssertionError(f"{text!r} was not said within {within_s} s:\n{self.words}")

    def end(self, how: signal.Signals = signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(20)
        self._reader.join(5)
        return code


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages that run this test, as an environment that counts as up to date."""
    spec = importlib.util.spec_from_file_location("setup_tool", ROOT / "tools" / "setup.py")
    assert spec
    assert spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    folder = tmp_path_factory.mktemp("venv")
    for name in ("bin", "lib", "pyvenv.cfg"):
        (folder / name).symlink_to(Path(sys.prefix) / name)
    tool._stamp(folder, "run", tool._pins_hash()).touch()
    return folder


@pytest.fixture(scope="module")
def env(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in OWN}
    data = tmp_path_factory.mktemp("data")
    return kept | {"VENV": str(installed), "DATA_DIR": str(data), "PORT": str(free_port())}


@pytest.fixture(scope="module")
def first(env: dict[str, str]) -> Run:
    """The first start of all, already ended."""
    run = Run(env)
    try:
        run.until("Ctrl-C stops it.", FIRST_WITHIN_S)
    finally:
        run.end()
    return run


def test_a_first_start_says_where_to_go_and_whom_to_be(first, env):
    assert f"Alongside is ready at http://127.0.0.1:{env['PORT']}\n" in first.words
    for name in ("rosa", "juno", "milo", "grace", "ana", "noor", "elif", "olu"):
        assert re.search(rf"^  {name}@demo\.example  +\S", first.words, re.MULTILINE), name
    assert "alongside-demo" in first.words


def test_stopping_is_no_failure_and_leaves_no_server(first, env):
    assert first.process.returncode == 0, first.words
    assert "Traceback" not in first.words
    assert "Your data is kept." in first.words
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(env["PORT"]))) != 0


def test_a_second_start_is_quick_and_keeps_what_people_did(first, env):
    database = next(Path(env["DATA_DIR"]).glob("*.sqlite3"))
    with sqlite3.connect(database) as rows:
        rows.execute(
            "UPDATE members_member SET display_name = 'Rosalind' WHERE email LIKE 'rosa@%'"
        )
        counted = rows.execute("SELECT count(*) FROM forums_post").fetchone()
    again = Run(env)
    try:
        assert again.until("Alongside is ready", 60) <= AGAIN_WITHIN_S
    finally:
        code = again.end(signal.SIGTERM)
    assert code == 0, again.words
    with sqlite3.connect(database) as rows:
        kept = rows.execute("SELECT count(*) FROM members_member WHERE display_name = 'Rosalind'")
        assert kept.fetchone() == (1,)
        assert rows.execute("SELECT count(*) FROM forums_post").fetchone() == counted


def test_a_taken_port_is_said_at_once_with_a_way_out(env):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = Run(env | {"PORT": str(port)})
        assert run.process.wait(20) == 1
        run.end()
    assert f"Port {port} on 127.0.0.1 is taken" in run.words
    assert re.search(r"PORT=\d+ make run", run.words)
    assert "Traceback" not in run.words


@pytest.mark.parametrize("port", ["eighty", "0", "70000"])
def test_a_port_that_is_none_is_said_in_plain_words(env, port):
    run = Run(env | {"PORT": port})
    assert run.process.wait(20) == 1
    run.end()
    assert "PORT must be a number from 1 to 65535" in run.words
    assert "Traceback" not in run.words
