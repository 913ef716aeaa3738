"""`make check`: what can be known without running the product. All checks run; any may fail the
whole.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
import time

from setup import ROOT, venv_folder

CHECKS = (
    ("style", ("ruff", "check", ".")),
    ("layout", ("ruff", "format", "--check", ".")),
    ("types", ("mypy",)),
    ("layers", ("lint-imports", "--no-cache")),
    ("migrations", ("python", "manage.py", "makemigrations", "--check", "--dry-run")),
    ("deployment", ("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING")),
)


def main() -> int:
    failed = [name for name, command in CHECKS if not _passes(name, command)]
    print(f"\n{len(CHECKS) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


def _passes(name: str, command: tuple[str, ...]) -> bool:
    started = time.monotonic()
    program = str(venv_folder().resolve() / "bin" / command[0])
    with tempfile.TemporaryDirectory() as data:
        done = subprocess.run(
            [program, *command[1:]], cwd=ROOT, env=_environment(data), text=True, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
    good = done.returncode == 0
    print(f"{name:<11} {'passed' if good else 'FAILED'}  {time.monotonic() - started:5.1f} s")
    if not good:
        print(done.stdout)
    return good


def _environment(data: str) -> dict[str, str]:
    """As a host that is served over HTTPS would set it; nothing of the developer's own settings."""
    kept = {k: v for k, v in os.environ.items() if k not in {"DEBUG", "DEMO", "DATABASE_URL"}}
    return kept | {"DATA_DIR": data, "HTTPS": "1", "SECRET_KEY": secrets.token_urlsafe(60)}


if __name__ == "__main__":
    sys.exit(main())
