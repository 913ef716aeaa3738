"""Where the checkpoint and its exported form lie, and how long a reading may take."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

HERE = Path(__file__).parent
TIMEOUT_S = 3.0


@dataclass(frozen=True)
class Places:
    """`checkpoint` holds model.ckpt with its configuration; `cache` takes what is exported."""

    checkpoint: Path
    cache: Path

    @property
    def weights(self) -> Path:
        return self.checkpoint / "model.ckpt"

    def exported(self) -> Path:
        """The folder of the export of this very checkpoint. Raises OSError without a checkpoint."""
        return self.cache / digest(self.weights)


def digest(path: Path) -> str:
    """The first 16 hex digits of the file's SHA-256."""
    found = path.stat()
    return _digest(str(path), found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=8)
def _digest(path: str, _changed: int, _size: int) -> str:
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:16]


def places() -> Places:
    checkpoint = _setting("SCREENING_MODEL_DIR") or HERE / "checkpoint"
    data = _setting("DATA_DIR") or HERE.parent.parent / "data"
    return Places(Path(checkpoint), Path(data) / "screening")


def timeout_s() -> float:
    return float(_setting("SCREENING_TIMEOUT_S") or TIMEOUT_S)


def _setting(name: str) -> str:
    """Django's setting where Django runs, else the environment."""
    try:
        return str(getattr(settings, name, "") or "")
    except ImproperlyConfigured:
        return os.environ.get(name, "")
