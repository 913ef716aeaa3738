"""The small interface that all sister detectors share, and a table of patterns that fills it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from moderation.screening.normalise import fold, normalise


@dataclass(frozen=True)
class Reading:
    """A text in the forms that detectors read: as typed, and folded for patterns.

    `scores` are what the model's sister heads say of it; empty while there is no model, and then
    the rules stand alone.
    """

    text: str
    folded: tuple[str, ...]
    scores: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, scores: Mapping[str, float] | None = None) -> Reading:
        """Both the plain and the cleaned form are read, since cleaning may hide as it may show."""
        return cls(text, tuple(dict.fromkeys((fold(text), fold(normalise(text))))), scores or {})


@dataclass(frozen=True)
class Finding:
    """`code` names what was found, `score` how sure that is (0 to 1), `words` the evidence."""

    code: str
    score: float
    words: tuple[str, ...] = ()


class Detector(Protocol):
    """Reads one text. Pure and quick: no network, no database."""

    name: str

    def read(self, reading: Reading) -> Sequence[Finding]:
        """What was found, riskiest first; empty when nothing was."""
        ...


@dataclass(frozen=True)
class Rule:
    """A pattern on folded text, and what it means."""

    code: str
    score: float
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None

    def found(self, folded: str) -> list[str]:
        """Matches, leaving out those that end inside an exception ("I am *not suicidal*")."""
        spared = [m.span() for m in self.unless.finditer(folded)] if self.unless else []
        return [
            m[0].strip()
            for m in self.pattern.finditer(folded)
            if not any(start < m.end() <= end for start, end in spared)
        ]


def rule(code: str, score: float, *patterns: str, unless: Sequence[str] = ()) -> Rule:
    """Patterns are whole words, joined by "or"; a space stands for any white space."""
    return Rule(code, score, either(patterns), either(unless) if unless else None)


def either(patterns: Iterable[str]) -> re.Pattern[str]:
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    joined = joined.replace(" ?", r"\s*").replace(" ", r"\s+")
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


def apply(rules: Iterable[Rule], reading: Reading) -> list[Finding]:
    """One finding for each code, the riskiest first."""
    best: dict[str, Finding] = {}
    for each in rules:
        words = tuple(dict.fromkeys(w for form in reading.folded for w in each.found(form)))
        if words:
            before = best.get(each.code)
            score = max(each.score, before.score if before else 0.0)
            merged = (before.words if before else ()) + words
            best[each.code] = Finding(each.code, score, tuple(dict.fromkeys(merged)))
    return sorted(best.values(), key=lambda finding: -finding.score)


def learned(name: str, at: float, reading: Reading) -> list[Finding]:
    """What the model's sister head says where no rule says more."""
    score = reading.scores.get(name, 0.0)
    return [Finding(f"{name}.likely", round(score, 4))] if score >= at else []
