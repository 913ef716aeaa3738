"""Reads settings from the environment, so that one code base serves laptop and hospital alike."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path


def flag(name: str, default: bool = False) -> bool:
    """True for `1`, `true`, `yes` or `on`, whatever the case."""
    value = os.environ.get(name)
    if value is None or value == "":
        return default
    return value.strip().lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list, without blanks."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def days(name: str) -> dict[str, int]:
    """`app.Model=90,app.Other=365` as a table. Raises ValueError for what is no such list."""
    pairs = [part.partition("=") for part in words(name)]
    return {model.strip(): int(number) for model, _, number in pairs}


def http_address(name: str) -> str:
    """An address on the web, or nothing. Raises ValueError for anything else."""
    value = os.environ.get(name, "").strip()
    if value and not value.lower().startswith(("http://", "https://")):
        raise ValueError(f"{name} must begin with http:// or https://")
    return value


def secret_key(data_dir: Path) -> str:
    """The key from `SECRET_KEY`, else one made once and kept beside the data, readable by us
    only.
    """
    return _secret("SECRET_KEY", data_dir / "secret_key", secrets.token_urlsafe(50))


def push_key(data_dir: Path) -> str:
    """64 hex digits, from `PUSH_KEY` or made once: a private number on the curve P-256."""
    return _secret("PUSH_KEY", data_dir / "push_key", f"{secrets.randbelow(2**255) + 1:064x}")


def _secret(name: str, kept: Path, fresh: str) -> str:
    given = os.environ.get(name)
    if given:
        return given
    kept.parent.mkdir(parents=True, exist_ok=True)
    if not kept.exists():
        _keep_once(kept, fresh)
    return kept.read_text().strip()


def _keep_once(kept: Path, text: str) -> None:
    """Whole or not at all: of processes that start together, one wins and all read the same."""
    handle, written = tempfile.mkstemp(dir=kept.parent, prefix=kept.name)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    try:
        # Unlike a rename, a link never takes the place of what another process kept.
        os.link(written, kept)
    except FileExistsError:
        pass
    finally:
        os.unlink(written)
