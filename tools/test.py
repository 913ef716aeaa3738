"""`make test`: installs what tests need, starts databases of their own, and runs everything.

    python3 tools/test.py [pytest's own arguments]

With arguments, one run of pytest with just those, on SQLite. Without: the unit tests on SQLite with
the in-memory layer, those marked `integration` again on PostgreSQL and Redis, then the journeys in
Chromium. Standard library only.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from setup import ROOT, SetupFailed, ensure_venv

PROGRAMS = {
    "chromium": "chromium",
    "redis-server": "redis-server",
    "psql": "postgresql",
    "turnserver": "coturn",
}
READY_WITHIN_S = 30
UNIT = "not journey and not bench"


def main() -> int:
    try:
        python = ensure_venv("dev")
        if len(sys.argv) > 1:
            return _pytest(python, sys.argv[1:], {})
        _install_programs()
        return _everything(python)
    except SetupFailed as problem:
        print(problem, file=sys.stderr)
        return 1


def _everything(python: Path) -> int:
    workers = str(min(4, os.cpu_count() or 1))
    results = []
    with tempfile.TemporaryDirectory(prefix="alongside-test-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        # Every migration is run in the next part, and by the server of the journeys on SQLite.
        quick = ["-m", UNIT, "-n", workers, "--nomigrations"]
        results.append(_part(python, "unit tests on SQLite", quick, {}))
        with _redis(home) as redis_url, _postgres(home) as database_url:
            services = {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
            chosen = ["-m", f"integration and {UNIT}", "-n", workers]
            results.append(_part(python, "on PostgreSQL and Redis", chosen, services))
    results.append(_part(python, "journeys in Chromium", ["-m", "journey"], {}))
    print()
    for name, seconds, good in results:
        print(f"{name:<26} {'passed' if good else 'FAILED'}  {seconds:6.0f} s")
    failed = sum(not good for *_, good in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


def _part(
    python: Path, name: str, arguments: list[str], services: dict[str, str]
) -> tuple[str, float, bool]:
    print(f"\n== {name}", flush=True)
    started = time.monotonic()
    code = _pytest(python, ["-q", *arguments], services)
    return name, time.monotonic() - started, code == 0


def _pytest(python: Path, arguments: list[str], services: dict[str, str]) -> int:
    """Each run has a data folder of its own, so that nothing of a developer's is touched."""
    kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL", "DEBUG"}}
    with tempfile.TemporaryDirectory(prefix="alongside-data-") as data:
        env = {**kept, "DATA_DIR": data, **services}
        return subprocess.run(
            [str(python), "-m", "pytest", *arguments], cwd=ROOT, env=env, check=False
        ).returncode


def _install_programs() -> None:
    missing = sorted({package for name, package in PROGRAMS.items() if not shutil.which(name)})
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SetupFailed(
            f"The tests need {', '.join(missing)}. On Debian, as root: apt-get install "
            f"{' '.join(missing)}. Some tests without them: make test ARGS='-m \"{UNIT}\"'"
        )
    if "chromium" in missing:
        # Without a font, text has no width and nothing can be clicked.
        missing.append("fonts-dejavu-core")
    print(f"Installing {', '.join(missing)} …", flush=True)
    quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "text": True}
    for command in (
        ["apt-get", "update"],
        ["apt-get", "install", "-y", "--no-install-recommends", *missing],
    ):
        done = subprocess.run(command, capture_output=True, check=False, **quiet)  # type: ignore[call-overload]
        if done.returncode != 0:
            raise SetupFailed(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")


@contextlib.contextmanager
def _redis(home: Path) -> Iterator[str]:
    port = _free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "",
               "--appendonly", "no", "--dir", str(home)]  # fmt: skip
    with _running(command, home / "redis.log", port):
        yield f"redis://127.0.0.1:{port}/0"


@contextlib.contextmanager
def _postgres(home: Path) -> Iterator[str]:
    """A cluster of its own, fast and forgetful. PostgreSQL refuses to run as root."""
    programs = _postgres_programs()
    data, port = home / "postgres", _free_port()
    data.mkdir()
    become: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(data, "postgres", "postgres")
        become = ["runuser", "-u", "postgres", "--"]
    made = subprocess.run(
        [*become, str(programs / "initdb"), "-D", str(data), "-U", "alongside", "-A", "trust",
         "-E", "UTF8", "--no-sync"],
        capture_output=True, text=True, check=False, cwd="/",
    )  # fmt: skip
    if made.returncode != 0:
        raise SetupFailed(f"PostgreSQL could not be set up:\n{made.stderr}")
    options = {"port": str(port), "listen_addresses": "127.0.0.1", "fsync": "off",
               "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off",
               "unix_socket_directories": str(data), "max_connections": "200"}  # fmt: skip
    chosen = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    command = [*become, str(programs / "postgres"), "-D", str(data), *chosen]
    with _running(command, home / "postgres.log", port):
        yield f"postgres://alongside@127.0.0.1:{port}/postgres"


def _postgres_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found:
        return found[0]
    on_path = shutil.which("initdb")
    if on_path is None:
        raise SetupFailed("PostgreSQL's programs were not found.")
    return Path(on_path).parent


@contextlib.contextmanager
def _running(command: list[str], log: Path, port: int) -> Iterator[None]:
    """The program while it is needed; ended by its own id."""
    with log.open("w") as output:
        program = subprocess.Popen(command, stdout=output, stderr=output, cwd="/")
    try:
        _wait_for(program, port, log)
        yield
    finally:
        program.terminate()
        try:
            program.wait(20)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()


def _wait_for(program: subprocess.Popen[bytes], port: int, log: Path) -> None:
    last = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < last and program.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SetupFailed(f"{log.stem} did not start:\n{log.read_text()[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
