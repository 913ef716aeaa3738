"""What the served model and the whole screening score on texts they were never trained on."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from moderation.screening import Context, Verdict, screen
from moderation.screening.engine import Model
from moderation.screening.explain import Measure
from moderation.screening.measures import auc, auc_interval, share
from moderation.screening.normalise import normalise
from moderation.screening.places import places
from moderation.screening.policy import current
from moderation.screening.training import public
from moderation.screening.training.rows import Row

SEED = 20
MADLIBS = 4000
EACH_TERM = 200
CHUNK = 64
IDENTITIES = (
    "gay", "lesbian", "trans", "muslim", "jewish", "christian", "black", "white", "asian",
    "mexican", "female", "male", "old", "young", "deaf", "blind",
)  # fmt: skip
START, END = "<!-- figures -->", "<!-- /figures -->"
YOUTH, ADULT = Context("16-17"), Context("adult")

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Figure:
    """One line of the table. `goal` is what the project asks of it."""

    name: str
    value: str
    goal: str = ""


@dataclass(frozen=True)
class Question:
    """One text of the exam: what it is, and for whom it was written."""

    text: str
    kind: str
    group: str
    context: Context


def scores(model: Model, texts: Sequence[str], measure: Measure) -> list[float]:
    """`measure` of what the model gives, the higher one of both forms of each text."""
    found: list[float] = []
    for start in range(0, len(texts), CHUNK):
        part = texts[start : start + CHUNK]
        tops = list(map(measure, model.scores([*part, *map(normalise, part)])))
        found += [max(a, b) for a, b in zip(tops[: len(part)], tops[len(part) :], strict=True)]
    return found


def _label(found: Mapping[str, float]) -> float:
    """What Detoxify calls toxicity."""
    return found["toxicity"]


def figures(data: Path, exams: Sequence[Path], say: Progress) -> list[Figure]:
    """Every figure of the model card, from one run."""
    served, precise = (Model(places().exported(), kind) for kind in ("int8", "fp32"))
    found: list[Figure] = []
    for name, goal, rows in (
        ("Jigsaw, held-out third", "0.97", public.balanced_test(data)),
        ("Surge", "0.95", public.surge_test(data)),
        ("Wikipedia comments, nonfuzzed test", "0.96", public.wiki_test(data)),
    ):
        say(name)
        found += _areas(name, goal, rows, served, precise)
    say("identity terms")
    found += _identities(served, data)
    say("probe")
    found += _probe(public.probe(data))
    for exam in exams:
        say(_title(exam))
        found += _exam(questions(exam), _title(exam))
    return found


def _title(exam: Path) -> str:
    return exam.stem.replace("_", " ")


def _areas(
    name: str, goal: str, rows: Sequence[Row], served: Model, precise: Model
) -> list[Figure]:
    toxic = [row.toxic for row in rows]
    texts = [row.text for row in rows]
    area, exact = (auc(toxic, scores(model, texts, _label)) for model in (served, precise))
    low, high = auc_interval(area, sum(toxic), len(toxic) - sum(toxic))
    value = f"{area:.4f} ({low:.3f} to {high:.3f}), n {len(rows)}"
    return [
        Figure(f"{name}: AUC", value, f"≥ {goal}"),
        Figure(f"{name}: int8 beside fp32", f"{area - exact:+.4f}", "within 0.005"),
    ]


def _identities(model: Model, data: Path) -> list[Figure]:
    """Template sentences that were not trained on: does one term fare worse than another?"""
    unread = public.madlibs_unread(data, SEED)
    some = random.Random(SEED).sample(unread, min(MADLIBS, len(unread)))
    decides = current().toxicity
    area = auc([row.toxic for row in some], scores(model, [row.text for row in some], decides))
    at = current().bands["adult"].toxicity.review
    rates, lines = [], []
    for term in IDENTITIES:
        named = [row for row in unread if re.search(rf"\b{term}\b", row.text.lower())]
        named = random.Random(SEED).sample(named, min(2 * EACH_TERM, len(named)))
        kind, hostile = (
            [one >= at for one in scores(model, [r.text for r in named if r.toxic is bad], decides)]
            for bad in (False, True)
        )
        rates.append(sum(kind) / len(kind))
        lines += [
            Figure(f"madlibs “{term}”: benign flagged", share(sum(kind), len(kind))),
            Figure(f"madlibs “{term}”: toxic flagged", share(sum(hostile), len(hostile))),
        ]
    gap = (max(rates) - min(rates)) * 100
    return [
        Figure("madlibs: AUC", f"{area:.4f}, n {len(some)}", "≥ 0.97"),
        Figure("madlibs: gap of false positives between terms", f"{gap:.1f} points", "≤ 3"),
        *lines,
    ]


def _probe(rows: Sequence[Row]) -> list[Figure]:
    kind = [screen(row.text, ADULT) for row in rows if not row.toxic]
    hostile = [screen(row.text, ADULT) for row in rows if row.toxic]
    return [
        Figure("probe: benign held", _share(map(held, kind)), "≤ 2 of 114"),
        Figure("probe: benign held or reviewed", _share(map(caught, kind))),
        Figure("probe: toxic held or reviewed", _share(map(caught, hostile)), "≥ 27 of 30"),
    ]


def held(verdict: Verdict) -> bool:
    return verdict.outcome == "hold"


def caught(verdict: Verdict) -> bool:
    return verdict.outcome != "publish"


def cared(verdict: Verdict) -> bool:
    return verdict.care


def by(detector: str) -> Callable[[Verdict], bool]:
    """Whether this detector gave a reason to hold or to look."""
    return lambda verdict: any(reason.detector == detector for reason in verdict.reasons)


# What is asked of each kind of text in the exam, and how much of it is wanted.
ASKED: tuple[tuple[str, str, Callable[[Verdict], bool], str], ...] = (
    ("benign", "held", held, "≤ 3%"),
    ("benign", "held or reviewed", caught, ""),
    ("toxic", "held or reviewed", caught, "≥ 85%"),
    ("toxic", "held", held, ""),
    ("crisis", "care", cared, "≥ 90%"),
    ("lookalike", "care", cared, "≤ 10%"),
    ("lookalike", "held", held, ""),
    ("contact", "seen as contact", by("contact"), "≥ 90%"),
    ("contact", "held or reviewed", caught, ""),
    ("contact_ok", "held or reviewed", caught, ""),
    ("medical", "seen as unsafe medicine", by("medical"), "≥ 80%"),
    ("medical", "held or reviewed", caught, ""),
    ("medical_ok", "held or reviewed", caught, ""),
)


def questions(path: Path) -> list[Question]:
    """The exam: JSON lines of id, kind, group, band and text."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        Question(one["text"], one["kind"], one["group"], YOUTH if one["band"] == "youth" else ADULT)
        for one in map(json.loads, lines)
    ]


def _exam(asked: Sequence[Question], title: str) -> list[Figure]:
    answers = [(one, screen(one.text, one.context)) for one in asked]
    found = []
    for kind, what, test, goal in ASKED:
        mine = [(one, verdict) for one, verdict in answers if one.kind == kind]
        if not mine:
            continue
        found.append(Figure(f"{title}, {kind}: {what}", _share(test(v) for _, v in mine), goal))
        groups = dict.fromkeys(one.group for one, _ in mine)
        if goal and len(groups) > 1:
            found += [
                Figure(
                    f"{title}, {kind}, {group}: {what}",
                    _share(test(v) for one, v in mine if one.group == group),
                )
                for group in groups
            ]
    return found


def _share(hits: Iterable[bool]) -> str:
    counted = list(hits)
    return share(sum(counted), len(counted))


def table(found: Sequence[Figure]) -> str:
    lines = [f"| {one.name} | {one.value} | {one.goal} |" for one in found]
    return "\n".join(["| what | figure (95 % interval) | goal |", "|---|---|---|", *lines])


def write_card(card: Path, found: Sequence[Figure]) -> None:
    """Puts the table between the marks of the card. Raises ValueError when the marks are gone."""
    text = card.read_text(encoding="utf-8")
    if START not in text or END not in text:
        raise ValueError(f"{card.name} has no place for figures: {START} … {END}")
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    card.write_text(f"{before}{START}\n{table(found)}\n{END}{after}", encoding="utf-8")
