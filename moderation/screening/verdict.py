"""What goes into screening and what comes out of it. Plain values, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Outcome = Literal["publish", "review", "hold"]
TierName = Literal["P0", "P1", "P2", "P3", "P4"]
STRICTNESS: tuple[Outcome, ...] = ("publish", "review", "hold")


@dataclass(frozen=True)
class Context:
    """Where the text would appear. `band` is 13-15, 16-17 or adult."""

    band: str
    space: str | None = None
    language: str = "en"
    kind: str = "post"


@dataclass(frozen=True)
class Reason:
    """One thing that was noticed. `label` is for the author, `words` are those that raised it."""

    code: str
    detector: str
    score: float
    label: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What should happen. `score` (0 to 1) only orders the queue; `signals` are the raw scores."""

    outcome: Outcome
    care: bool = False
    tier: TierName | None = None
    score: float = 0.0
    reasons: tuple[Reason, ...] = ()
    signals: dict[str, float] = field(default_factory=dict)
    model: str = ""
    policy: str = ""
    degraded: bool = False

    def as_dict(self) -> dict[str, Any]:
        """As JSON can hold it."""
        found = asdict(self)
        found["reasons"] = [{**r, "words": list(r["words"])} for r in found["reasons"]]
        return found

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Verdict:
        """The reverse of `as_dict`; raises KeyError or TypeError for anything else."""
        reasons = tuple(
            Reason(**{**reason, "words": tuple(reason["words"])}) for reason in data["reasons"]
        )
        return cls(**{**data, "reasons": reasons})


def strictest(*outcomes: Outcome) -> Outcome:
    return max(outcomes, key=STRICTNESS.index, default="publish")


def riskiest(*tiers: TierName | None) -> TierName | None:
    return min((tier for tier in tiers if tier), default=None)
