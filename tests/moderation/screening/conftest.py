"""The shipped checkpoint, exported once and kept between runs, and a model that scores to order."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from moderation.screening import pipeline
from moderation.screening.batching import Batcher
from moderation.screening.engine import Engine, Model, Scored, Unavailable
from moderation.screening.labels import LABELS
from moderation.screening.places import HERE, Places

SHARED = Path(tempfile.gettempdir()) / "alongside-screening-tests"


@pytest.fixture(scope="session")
def where() -> Places:
    """Exports in a process of its own, so that this one stays without torch."""
    places = Places(HERE / "checkpoint", SHARED / "screening")
    if not (places.exported() / "export.json").exists():
        code = (
            "from pathlib import Path; from moderation.screening.places import Places;"
            "from moderation.screening.export import ensure;"
            f"ensure(Places(Path({str(places.checkpoint)!r}), Path({str(places.cache)!r})))"
        )
        env = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
        root = HERE.parent.parent
        subprocess.run([sys.executable, "-c", code], check=True, env=env, cwd=root, timeout=300)
    return places


@pytest.fixture(scope="session")
def model(where: Places) -> Model:
    return Model(where.exported())


@pytest.fixture
def real(where: Places, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Screening with the shipped model, whatever DATA_DIR is."""
    monkeypatch.setattr("moderation.screening.engine.needed", lambda: (where,))
    fresh = Engine()
    monkeypatch.setattr(pipeline, "engine", lambda: fresh)
    return fresh


class Ordered:
    """An engine that gives every text the scores it was told to give."""

    def __init__(self, scores: dict[str, float], before: Callable[[], None] | None = None) -> None:
        self.scores = {**dict.fromkeys(LABELS, 0.0), **scores}
        self.before = before
        self._batcher = Batcher()

    def score(self, text: str, timeout_s: float | None = None) -> Scored:
        found = self._batcher.submit([text], self._read).result(timeout_s)
        return Scored(found[0], "ordered")

    def _read(self, texts: Sequence[str]) -> list[dict[str, float]]:
        if self.before:
            self.before()
        return [self.scores for _ in texts]

    def model(self) -> Model:
        raise Unavailable("there is no session behind ordered scores")


@pytest.fixture
def scoring(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`scoring(toxicity=0.4)`: from now on every text scores so."""

    def order(before: Callable[[], None] | None = None, **scores: float) -> None:
        ordered = Ordered(scores, before)
        monkeypatch.setattr(pipeline, "engine", lambda: ordered)

    order()
    return order
