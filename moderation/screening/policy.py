"""The safety policy pack: thresholds, tiers and words, read from YAML and checked when loaded."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from moderation.screening.labels import LABELS
from moderation.screening.verdict import Outcome, TierName

PACK = Path(__file__).parent / "policy.yaml"
Share = Annotated[float, Field(ge=0.0, le=1.0)]
YOUTH = frozenset({"13-15", "16-17"})


class PolicyError(ValueError):
    """The pack cannot be used; the message says where and why."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Thresholds(_Part):
    review: Share
    hold: Share

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.review > self.hold:
            raise ValueError("review must not be above hold")
        return self


class BandRules(_Part):
    toxicity: Thresholds
    premoderated: bool
    on_failure: Literal["review", "hold"]


class LabelRule(_Part):
    start: Share = Field(alias="from")
    tier: TierName
    reason: str = Field(min_length=1)


class FindingRule(_Part):
    adult: Outcome
    youth: Outcome
    tier: TierName | None
    care: bool
    reason: str = Field(min_length=1)


class Policy(_Part):
    """The whole pack. What it does not name is an error when it is loaded, not when it is
    needed.
    """

    version: str = Field(min_length=1)
    bands: dict[str, BandRules]
    counted: list[str] = Field(min_length=1)
    labels: dict[str, LabelRule]
    findings: dict[str, FindingRule]
    youth_tiers: dict[str, TierName]
    watched_words: list[str]
    premoderated_reason: str
    degraded_reason: str

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if set(self.bands) != YOUTH | {"adult"}:
            raise ValueError("bands must be 13-15, 16-17 and adult")
        unknown = (set(self.counted) | set(self.labels)) - set(LABELS)
        if unknown or "toxicity" not in self.labels:
            raise ValueError(f"labels must be among {', '.join(LABELS)} and include toxicity")
        if not set(self.youth_tiers) <= set(self.findings):
            raise ValueError("youth_tiers names a finding that is not in findings")
        if any(self.bands[band].on_failure != "hold" for band in YOUTH):
            raise ValueError("youth must be held on failure")
        return self

    def band(self, name: str) -> BandRules:
        """An unknown band gets the strictest rules."""
        return self.bands.get(name, self.bands["13-15"])

    def outcome(self, code: str, band: str) -> Outcome:
        rule = self.findings[code]
        return rule.adult if band == "adult" else rule.youth

    def tier(self, code: str, band: str) -> TierName | None:
        if band != "adult" and code in self.youth_tiers:
            return self.youth_tiers[code]
        return self.findings[code].tier


def read(path: Path) -> Policy:
    """Raises PolicyError for a file that is missing, no YAML, or not a complete pack."""
    try:
        return Policy.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise PolicyError(f"{path.name}: {error}") from error


@cache
def current() -> Policy:
    """The pack in force in this process."""
    return read(PACK)
