"""Fits the words' second opinion by logistic regression on public data and our own sentences.

    python -m moderation.screening.training.words --data FOLDER

It needs no network and takes two minutes; `moderation.screening.train` does it at its end.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from moderation.screening.normalise import normalise, without_markup
from moderation.screening.training import own, public
from moderation.screening.training.rows import Row
from moderation.screening.words import QUESTIONS, SLOTS, slots

TARGET = Path(__file__).parent.parent / "checkpoint" / "words.npz"
SEED = 20
# A slot that fewer texts than this fill says nothing.
RARE = 2
STEPS = 300
# How many public texts are read beside our own.
ABOUT_ABUSE = 14_000
CALM = 6_000

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Task:
    """One question to the words: what is learned from, its truths, and what each row counts.

    free: the inverse of what large weights cost (scikit-learn's C). even: rows of both answers
    count as much together, however many there are.
    """

    rows: Sequence[Row]
    truths: Sequence[bool]
    counts: Sequence[float]
    free: float
    even: bool


def tasks(data: Path) -> Iterator[Task]:
    """In the order of QUESTIONS."""
    dice = random.Random(SEED)
    ours = public.allowed(own.sentences(), data)
    theirs = public.general(data, SEED)
    calm = dice.sample([row for row in public.emotions(data) if row.crisis is not None], CALM)
    yield _task([*theirs, *ours], lambda row: row.labels[0], 0.3)
    judged = [row for row in theirs if row.abuse is not None]
    some = dice.sample(judged, min(ABOUT_ABUSE, len(judged)))
    yield _task([*some, *ours, *ours], lambda row: row.abuse, 0.3)
    yield _task([*ours, *calm], lambda row: row.crisis, 1.0, even=True)
    yield _task([*ours, *calm], lambda row: row.contact, 1.0, even=True)
    yield _task([*ours, *calm], lambda row: row.medical, 1.0, even=True)


def _task(
    rows: Sequence[Row], truth: Callable[[Row], float | None], free: float, *, even: bool = False
) -> Task:
    counts: dict[str, float] = {}
    known: dict[str, tuple[Row, bool]] = {}
    for row in rows:
        if (answer := truth(row)) is not None:
            known[row.text] = row, answer >= 0.5
            counts[row.text] = counts.get(row.text, 0.0) + 1.0
    return Task(
        [row for row, _ in known.values()],
        [answer for _, answer in known.values()],
        list(counts.values()),
        free,
        even,
    )


def fit(data: Path, target: Path = TARGET) -> None:
    """Writes the weights, one byte each, what one unit is worth, and the biases."""
    fitted = [_regression(task) for task in tqdm(tasks(data), total=len(QUESTIONS), desc="words")]
    weights = np.stack([one for one, _ in fitted], axis=1)
    units = np.abs(weights).max(axis=0) / 127.0
    np.savez_compressed(
        target,
        weights=np.round(weights / units).astype(np.int8),
        units=units.astype(np.float32),
        biases=np.array([bias for _, bias in fitted], dtype=np.float32),
    )


def _regression(task: Task) -> tuple[Floats, float]:
    """Rare slots count more, as in TF-IDF, since a common one has more texts to learn from."""
    table = _table([row.text for row in task.rows])
    filled = np.bincount(table.indices, minlength=SLOTS)
    scale = np.log((1 + len(task.rows)) / (1 + filled)) + 1
    scale[filled < RARE] = 0
    model = LogisticRegression(
        C=task.free, max_iter=STEPS, class_weight="balanced" if task.even else None
    )
    model.fit(table.multiply(scale).tocsr(), task.truths, sample_weight=task.counts)
    return model.coef_[0] * scale, float(model.intercept_[0])


def _table(texts: Sequence[str]) -> Any:
    """One row a text: each slot that it fills, divided as it is when it is served."""
    filled = [slots(normalise(without_markup(text))) for text in texts]
    lengths = [len(one) for one in filled]
    values = np.repeat([1.0 / math.sqrt(max(1, length)) for length in lengths], lengths)
    ends = np.cumsum([0, *lengths])
    return csr_matrix((values, np.concatenate(filled), ends), shape=(len(texts), SLOTS))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the research data")
    parser.add_argument("--target", type=Path, default=TARGET, help="for what is shipped")
    args = parser.parse_args()
    fit(args.data, args.target)


if __name__ == "__main__":
    main()
