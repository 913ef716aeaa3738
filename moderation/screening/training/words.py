"""Fits the words' second opinion by logistic regression on public data and our own sentences.

    python -m moderation.screening.training.words --data FOLDER

It needs no network and takes a minute; `moderation.screening.train` does it at its end.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from moderation.screening.normalise import normalise, without_markup
from moderation.screening.training import own, public
from moderation.screening.training.rows import Row
from moderation.screening.words import SLOTS, Slots, slots

TARGET = Path(__file__).parent.parent / "checkpoint" / "words.npz"
SEED = 20
# A slot that fewer texts than this fill says nothing.
RARE = 2
# What large weights cost, a text; and how many steps of L-BFGS at most.
LARGE_COSTS = 1.7
STEPS = 150


def fit(data: Path, target: Path = TARGET) -> None:
    """Writes the weights, one byte each, their unit and the bias."""
    ours = public.allowed(own.sentences(), data)
    rows = [row for row in (*public.general(data, SEED), *ours) if row.labels[0] is not None]
    filled = [
        slots(normalise(without_markup(row.text))) for row in tqdm(rows, desc="words of texts")
    ]
    weights, bias = regression(filled, rows)
    unit = float(np.abs(weights).max()) / 127.0
    small = np.round(weights / unit).astype(np.int8)
    np.savez_compressed(target, weights=small, unit=np.float32(unit), bias=np.float32(bias))


def regression(filled: Sequence[Slots], rows: Sequence[Row]) -> tuple[np.ndarray, float]:
    """Weights and bias with the least cost. Rare slots count more, as in TF-IDF, since a common
    one has more texts to learn from."""
    counted = np.bincount(np.concatenate(filled), minlength=SLOTS)
    scale = np.log((1 + len(rows)) / (1 + counted)) + 1
    scale[counted < RARE] = 0
    table = _table(filled, scale)
    truth = torch.tensor([float((row.labels[0] or 0.0) >= 0.5) for row in rows])
    weight = torch.zeros(SLOTS, requires_grad=True)
    bias = torch.zeros(1, requires_grad=True)
    fitting = torch.optim.LBFGS([weight, bias], max_iter=STEPS, line_search_fn="strong_wolfe")

    def cost() -> torch.Tensor:
        fitting.zero_grad()
        logits = torch.mv(table, weight) + bias
        wrong = torch.nn.functional.binary_cross_entropy_with_logits(logits, truth, reduction="sum")
        whole = (wrong + LARGE_COSTS * weight.square().sum()) / len(rows)
        whole.backward()  # type: ignore[no-untyped-call]
        return whole

    fitting.step(cost)  # type: ignore[no-untyped-call]
    return weight.detach().numpy() * scale, float(bias.detach())


def _table(filled: Sequence[Slots], scale: np.ndarray) -> torch.Tensor:
    """One row a text: what each slot that it fills adds to the logit, for a weight of one."""
    ends = np.cumsum([0, *map(len, filled)])
    columns = np.concatenate(filled)
    lengths = np.repeat([math.sqrt(max(1, len(one))) for one in filled], list(map(len, filled)))
    values = (scale[columns] / lengths).astype(np.float32)
    return torch.sparse_csr_tensor(
        torch.from_numpy(ends), torch.from_numpy(columns), torch.from_numpy(values),
        size=(len(filled), SLOTS),
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the research data")
    parser.add_argument("--target", type=Path, default=TARGET, help="for what is shipped")
    args = parser.parse_args()
    fit(args.data, args.target)


if __name__ == "__main__":
    main()
