"""Prints what the served model scores on data it was never trained on.

python -m moderation.screening.evaluate --data FOLDER [--card docs/model-card.md]
"""

from __future__ import annotations

import argparse
import math
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from moderation.screening import corpora
from moderation.screening.corpora import Row
from moderation.screening.engine import Model
from moderation.screening.normalise import normalise
from moderation.screening.places import places
from moderation.screening.policy import current

SEED = 20
MADLIBS = 200
IDENTITIES = (
    "gay", "lesbian", "trans", "muslim", "jewish", "christian", "black", "white", "asian",
    "mexican", "female", "male", "old", "young", "deaf", "blind",
)  # fmt: skip
START, END = "<!-- figures -->", "<!-- /figures -->"


@dataclass(frozen=True)
class Figure:
    """One line of the table. Shares come with a 95 % interval."""

    name: str
    n: int
    value: str


def toxicities(model: Model, texts: Sequence[str], name: str = "") -> list[float]:
    """The score that the policy pack compares with its thresholds, of both forms of each text."""
    counted = current().counted
    found = []
    for start in tqdm(range(0, len(texts), 32), desc=name, leave=False):
        part = texts[start : start + 32]
        both = model.scores([*part, *map(normalise, part)])
        tops = [max(one[label] for label in counted) for one in both]
        found += [max(a, b) for a, b in zip(tops[: len(part)], tops[len(part) :], strict=True)]
    return found


def auc(rows: Sequence[Row], scores: Sequence[float]) -> float:
    """The chance that a toxic text scores above one that is not; ties count half."""
    order = np.argsort(scores, kind="stable")
    ranked = np.asarray(scores)[order]
    ranks = np.empty(len(ranked))
    _, first, count = np.unique(ranked, return_index=True, return_counts=True)
    ranks[order] = np.repeat(first + (count + 1) / 2, count)
    is_toxic = np.array([row.toxic for row in rows])
    positives, negatives = int(is_toxic.sum()), int((~is_toxic).sum())
    rank_sum = float(ranks[is_toxic].sum())
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)


def with_interval(rows: Sequence[Row], scores: Sequence[float]) -> str:
    """The AUC with Hanley and McNeil's 95 % interval."""
    area = auc(rows, scores)
    positives = sum(row.toxic for row in rows)
    negatives = len(rows) - positives
    q1, q2 = area / (2 - area), 2 * area**2 / (1 + area)
    spread = area * (1 - area) + (positives - 1) * (q1 - area**2) + (negatives - 1) * (q2 - area**2)
    half = 1.96 * math.sqrt(spread / (positives * negatives))
    return f"{area:.3f} ({max(0.0, area - half):.3f} to {min(1.0, area + half):.3f})"


def share(hits: int, n: int) -> str:
    """A share with its Wilson interval."""
    z, p = 1.96, hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return f"{hits} of {n}, {p:.1%} ({max(0.0, middle - half):.1%} to {middle + half:.1%})"


def figures(data: Path) -> list[Figure]:
    """Every figure of the model card, from one run of the served int8 model."""
    model = Model(places().exported())
    tests = {
        "Jigsaw, held-out third": corpora.balanced_test(data),
        "Surge": corpora.surge_test(data),
        "Wikipedia comments (nonfuzzed test)": corpora.wiki_test(data),
        "Our members' voice (probe)": corpora.probe(data),
    }
    found = []
    for name, rows in tests.items():
        scores = toxicities(model, [row.text for row in rows], name)
        found.append(Figure(f"{name}: AUC", len(rows), with_interval(rows, scores)))
        if name.startswith("Our"):
            found += _shares(rows, scores)
    return [*found, *_by_identity(model, data)]


def _by_identity(model: Model, data: Path) -> list[Figure]:
    """The rates of error at the adult review threshold for each identity term, in template
    sentences that were not trained on."""
    unread = corpora.madlibs_unread(data, SEED)
    at = current().bands["adult"].toxicity.review
    found = []
    for term in IDENTITIES:
        rows = [row for row in unread if re.search(rf"\b{term}\b", row.text.lower())]
        rows = random.Random(SEED).sample(rows, min(MADLIBS, len(rows)))
        scores = toxicities(model, [row.text for row in rows], term)
        good = [s >= at for row, s in zip(rows, scores, strict=True) if not row.toxic]
        bad = [s >= at for row, s in zip(rows, scores, strict=True) if row.toxic]
        found.append(
            Figure(f"madlibs “{term}”: benign flagged", len(good), share(sum(good), len(good)))
        )
        found.append(
            Figure(f"madlibs “{term}”: toxic flagged", len(bad), share(sum(bad), len(bad)))
        )
    return found


def _shares(rows: Sequence[Row], scores: Sequence[float]) -> list[Figure]:
    adult = current().bands["adult"].toxicity
    good = [s for row, s in zip(rows, scores, strict=True) if not row.toxic]
    bad = [s for row, s in zip(rows, scores, strict=True) if row.toxic]
    counts = (
        ("benign at adult hold", good, adult.hold),
        ("benign at adult review or hold, youth hold", good, adult.review),
        ("toxic at adult review or hold, youth hold", bad, adult.review),
        ("toxic at adult hold", bad, adult.hold),
        ("toxic at 16-17 review or hold", bad, current().bands["16-17"].toxicity.review),
        ("benign at 16-17 review or hold", good, current().bands["16-17"].toxicity.review),
    )
    return [
        Figure(
            f"probe: {name} (≥ {at:.2f})", len(part), share(sum(s >= at for s in part), len(part))
        )
        for name, part, at in counts
    ]


def table(found: Sequence[Figure]) -> str:
    lines = [f"| {one.name} | {one.n} | {one.value} |" for one in found]
    return "\n".join(["| what | n | figure |", "|---|---|---|", *lines])


def write_card(card: Path, found: Sequence[Figure]) -> None:
    """Puts the table between the marks of the card. Raises ValueError when the marks are gone."""
    text = card.read_text(encoding="utf-8")
    if START not in text or END not in text:
        raise ValueError(f"{card.name} has no place for figures: {START} … {END}")
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    card.write_text(f"{before}{START}\n{table(found)}\n{END}{after}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Evaluates the toxicity model as it is served.")
    parser.add_argument("--data", type=Path, required=True, help="folder with the research data")
    parser.add_argument("--card", type=Path, help="the model card to write the table into")
    args = parser.parse_args()
    found = figures(args.data)
    print(table(found))
    if args.card:
        write_card(args.card, found)


if __name__ == "__main__":
    main()
