"""Reads settings from the environment, so that one code base serves laptop and hospital alike."""

from __future__ import annotations

import os
import secrets
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


def secret_key(data_dir: Path) -> str:
    """The key from `SECRET_KEY`, else one made once and kept beside the data, readable by us
    only.
    """
    given = os.environ.get("SECRET_KEY")
    if given:
        return given
    data_dir.mkdir(parents=True, exist_ok=True)
    kept = data_dir / "secret_key"
    try:
        handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return kept.read_text().strip()
