"""Changes which toxicity model is used. The choice is written down last, once all is proven, so a
change that fails leaves the model in use as it was."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from moderation.screening import chosen, export, releases
from moderation.screening.chosen import Choice
from moderation.screening.places import bundled, digest, other
from moderation.screening.releases import Say

# A version is stored with each verdict, and takes a hash and a few signs besides.
LONGEST_NAME = 60


class NoSuchModel(ValueError):
    """What was asked for is neither a name we know nor a folder with a checkpoint."""


def to_release(name: str, say: Say) -> Choice:
    """Raises FetchFailed and ExportRefused."""
    folder = releases.fetch(name, bundled().cache, say)
    return _take(name, folder, say, sensible=True)


def to_folder(folder: Path, say: Say) -> Choice:
    """Raises NoSuchModel and ExportRefused."""
    folder = folder.resolve()
    for needed in ("model.ckpt", "config.json"):
        if not (folder / needed).is_file():
            raise NoSuchModel(f"There is no {needed} in {folder}.")
    return _take(folder.name[:LONGEST_NAME], folder, say, sensible=False)


def to_bundled() -> None:
    """Back to our own model, which needs no proof."""
    chosen.forget(bundled().cache)


def _take(name: str, folder: Path, say: Say, *, sensible: bool) -> Choice:
    where = other(folder, name)
    say("Exporting the model and comparing its scores; this may take some minutes …")
    target = export.ensure(where, force=True, sensible=sensible)
    if not where.sisters.exists():
        # Signs of crisis, contact and medicine are then read by our own model.
        export.ensure(bundled())
    choice = Choice(
        name=name,
        checkpoint=chosen.written(folder, where.cache),
        digest=digest(where.weights),
        export=chosen.written(target, where.cache),
        chosen_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    chosen.write(where.cache, choice)
    return choice
