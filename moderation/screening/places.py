"""Where the checkpoint and its exported form lie, and how long a reading may take."""

from __future__ import annotations

import hashlib
import logging
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from moderation.screening import chosen
from moderation.screening.chosen import Choice, ChoiceLost

log = logging.getLogger(__name__)

HERE = Path(__file__).parent
TIMEOUT_S = 3.0
# Counted up when exports get another form, so that an old one is not mistaken for a new one.
FORMAT = 3


@dataclass(frozen=True)
class Places:
    """`checkpoint` holds model.ckpt with its configuration; `cache` takes what is exported.

    The versions of its exports begin with `name`.
    """

    checkpoint: Path
    cache: Path
    name: str = "alongside-minilm"

    @property
    def weights(self) -> Path:
        return self.checkpoint / "model.ckpt"

    @property
    def sisters(self) -> Path:
        """The heads for crisis, contact and medicine; only our own checkpoint has them."""
        return self.checkpoint / "sisters.json"

    @property
    def words(self) -> Path:
        """What single words say; only our own checkpoint has it."""
        return self.checkpoint / "words.npz"

    @property
    def mark(self) -> str:
        """Of the very weights, all parts included. Raises OSError without a checkpoint."""
        parts = [digest(part)[:6] for part in (self.sisters, self.words) if part.exists()]
        return "-".join([digest(self.weights), *parts])

    def exported(self) -> Path:
        """The folder of the export of this very checkpoint. Raises OSError without a checkpoint."""
        return self.cache / f"{self.mark}-{FORMAT}"


def digest(path: Path) -> str:
    """The first 16 hex digits of the file's SHA-256."""
    found = path.stat()
    return _digest(str(path), found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=8)
def _digest(path: str, _changed: int, _size: int) -> str:
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:16]


def places() -> Places:
    """The setting's model, else the one chosen with `manage.py toxicity_model`, else ours.

    Raises ChoiceLost, which is an OSError, when the chosen one is not there as it was: another
    model in its stead would be one that nobody chose.
    """
    ours = bundled()
    if folder := _setting("SCREENING_MODEL_DIR"):
        return Places(Path(folder), ours.cache)
    try:
        choice = chosen.read(ours.cache)
        return _chosen(choice, ours.cache) if choice else ours
    except ChoiceLost as error:
        _warn_once(str(error))
        raise


def _chosen(choice: Choice, cache: Path) -> Places:
    try:
        where = other(cache / choice.checkpoint, choice.name)
        found = digest(where.weights)
    except OSError as error:
        raise ChoiceLost(f"the model {choice.name} that was chosen is gone: {error}") from error
    if found != choice.digest:
        raise ChoiceLost(f"the checkpoint of {choice.name} is not the one that was chosen")
    return where


def other(checkpoint: Path, name: str) -> Places:
    """A model beside ours. Raises OSError without a checkpoint.

    A copy of ours is ours: both exports would lie in one folder, and the copy may lack a part.
    """
    ours = bundled()
    where = Places(checkpoint, ours.cache, f"detoxify-{name}")
    return ours if digest(where.weights) == digest(ours.weights) else where


@lru_cache(maxsize=8)
def _warn_once(why: str) -> None:
    """The engine asks again every few seconds; one line in the log is enough."""
    log.warning("There is no toxicity model: %s", why)


def bundled() -> Places:
    """Our own checkpoint, whatever an operator chose for toxicity."""
    data = _setting("DATA_DIR") or HERE.parent.parent / "data"
    return Places(HERE / "checkpoint", Path(data) / "screening")


def needed() -> tuple[Places, ...]:
    """The models that screening loads: the one in use, and ours for the sister heads where that one
    has none. Raises OSError when the one that was chosen is lost."""
    where, ours = places(), bundled()
    return (where,) if where.sisters.exists() or where == ours else (where, ours)


def timeout_s() -> float:
    return float(_setting("SCREENING_TIMEOUT_S") or TIMEOUT_S)


def threads() -> int:
    """How many processor cores one reading may use; more would only get in the way of serving."""
    return int(_setting("SCREENING_THREADS") or min(2, os.cpu_count() or 1))


def _setting(name: str) -> str:
    """Django's setting where Django runs, else the environment."""
    try:
        return str(getattr(settings, name, "") or "")
    except ImproperlyConfigured:
        return os.environ.get(name, "")
