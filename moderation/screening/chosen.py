"""The toxicity model that an operator chose, written down in DATA_DIR/screening/model.json.

Without that file our own model is used. A file that cannot be read is never taken for none.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "model.json"


class ChoiceLost(OSError):
    """A model was chosen, and it is not there as it was; the message says why."""


@dataclass(frozen=True)
class Choice:
    """`checkpoint` and `export` are folders, relative to the file where they lie below it, so that
    DATA_DIR may be moved. `digest` is that of the checkpoint, `chosen_at` an ISO time."""

    name: str
    checkpoint: str
    digest: str
    export: str
    chosen_at: str


def read(cache: Path) -> Choice | None:
    """None when nothing was chosen. Raises ChoiceLost when the file cannot be understood."""
    path = cache / FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        choice = Choice(**found)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise ChoiceLost(f"{path} cannot be read: {error}") from error
    if not all(isinstance(value, str) and value for value in asdict(choice).values()):
        raise ChoiceLost(f"{path} does not say which model was chosen")
    return choice


def write(cache: Path, choice: Choice) -> None:
    """All of it or nothing: whoever reads meanwhile finds the old choice or the new one."""
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        fresh = Path(scratch) / FILE
        with fresh.open("w", encoding="utf-8") as stream:
            stream.write(json.dumps(asdict(choice), indent=1, ensure_ascii=False) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(fresh, cache / FILE)


def forget(cache: Path) -> None:
    """Back to our own model."""
    (cache / FILE).unlink(missing_ok=True)


def written(path: Path, cache: Path) -> str:
    """A folder as the file names it."""
    whole, below = path.resolve(), cache.resolve()
    return str(whole.relative_to(below) if whole.is_relative_to(below) else whole)
