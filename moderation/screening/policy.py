"""The safety policy pack: thresholds, tiers and words, read from YAML and checked when loaded."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from moderation.screening import quick_yaml
from moderation.screening.labels import ABUSE, LABELS
from moderation.screening.verdict import Context, Outcome, TierName

log = logging.getLogger(__name__)
PACK = Path(__file__).parent / "policy.yaml"
Share = Annotated[float, Field(ge=0.0, le=1.0)]
YOUTH = frozenset({"13-15", "16-17"})
CHAINS = frozenset({"imminent", "danger", "concern"})


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


class AdultYouth(_Part):
    adult: Share
    youth: Share

    def at(self, band: str) -> float:
        return self.adult if band == "adult" else self.youth


class FindingRule(_Part):
    adult: Outcome
    youth: Outcome
    tier: TierName | None
    care: bool
    reason: str = Field(min_length=1)


class Learned(_Part):
    """From which score of a sister head on its finding counts.

    `care` brings the help card; from `case` on it is graded, and a grave grade opens a case.
    `doubt`: where a rule found distress or a wish to die, and the head sees less than this, it was
    a figure of speech; below `sure`, so was a plan. `told`: who repeats that they were told to die,
    and scores less than this for abuse, urges nobody. `contact_doubt`: as `doubt`, for rules of
    contact that match much ordinary talk.
    """

    care: Share
    case: Share
    intent: Share
    doubt: Share
    sure: Share = 0.0
    told: Share = 0.0
    contact_doubt: Share = 0.0
    contact: AdultYouth
    medical: AdultYouth


class Stratum(_Part):
    """What share of unflagged texts that score `from` or more is looked at by chance."""

    start: Share = Field(alias="from")
    share: Share


class Override(_Part):
    """Other thresholds where all that is named fits. `model` is the beginning of a version."""

    space: str | None = None
    band: str | None = None
    language: str | None = None
    model: str | None = None
    toxicity: Thresholds

    def fits(self, context: Context, model: str) -> bool:
        return (
            self.space in (None, context.space)
            and self.band in (None, context.band)
            and self.language in (None, context.language)
            and model.startswith(self.model or "")
        )


class Ladder(_Part):
    """days: how long a step holds, by its name. strikes_count_days, interim_hours: as they say."""

    days: dict[
        Literal["slow", "premoderate", "mute", "suspend"], Annotated[int, Field(ge=1, le=90)]
    ]
    strikes_count_days: int = Field(ge=1)
    interim_hours: int = Field(ge=1, le=72)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if len(self.days) < 4:
            raise ValueError("sanctions.days needs slow, premoderate, mute and suspend")
        return self


class CallStep(_Part):
    """Who is called, and how many seconds after the alarm was raised."""

    after: int = Field(ge=0)
    who: Literal["moderating", "on_call", "backup", "all", "duty_phone"]


class CallChain(_Part):
    """again_every, breach: in seconds."""

    steps: list[CallStep] = Field(min_length=1)
    again_every: int = Field(ge=60)
    breach: int = Field(ge=60)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        times = [step.after for step in self.steps]
        if times[0] != 0 or times != sorted(set(times)):
            raise ValueError("steps must begin at 0 and come one after the other")
        return self


class Paging(_Part):
    chains: dict[str, CallChain]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if set(self.chains) != CHAINS:
            raise ValueError("paging needs the chains imminent, danger and concern")
        return self


class Policy(_Part):
    """The whole pack. What it does not name is an error when it is loaded, not when it is
    needed.
    """

    version: str = Field(min_length=1)
    bands: dict[str, BandRules]
    overrides: list[Override] = []
    counted: list[str] = Field(min_length=1)
    counted_otherwise: list[str] = Field(min_length=1)
    learned: Learned
    labels: dict[str, LabelRule]
    sampling: list[Stratum] = Field(min_length=1)
    findings: dict[str, FindingRule]
    youth_tiers: dict[str, TierName]
    watched_words: list[str]
    premoderated_reason: str
    degraded_reason: str
    paging: Paging
    sanctions: Ladder
    second_looks: Share

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if set(self.bands) != YOUTH | {"adult"}:
            raise ValueError("bands must be 13-15, 16-17 and adult")
        unknown = (set(self.counted_otherwise) | set(self.labels)) - set(LABELS)
        unknown |= set(self.counted) - {ABUSE, *LABELS}
        if unknown or "toxicity" not in self.labels:
            raise ValueError(f"labels must be among {', '.join(LABELS)} and include toxicity")
        if not set(self.youth_tiers) <= set(self.findings):
            raise ValueError("youth_tiers names a finding that is not in findings")
        if any(self.bands[band].on_failure != "hold" for band in YOUTH):
            raise ValueError("youth must be held on failure")
        starts = [one.start for one in self.sampling]
        if starts[0] != 0.0 or starts != sorted(set(starts)):
            raise ValueError("sampling must start from 0 and rise")
        for override in self.overrides:
            self._check(override)
        return self

    def _check(self, override: Override) -> None:
        """A place may be stricter for youth than their band, never looser."""
        if override.band not in (None, *self.bands):
            raise ValueError(f"an override names the unknown band {override.band}")
        for band in YOUTH & ({override.band} if override.band else YOUTH):
            usual = self.bands[band].toxicity
            if override.toxicity.review > usual.review or override.toxicity.hold > usual.hold:
                raise ValueError(f"an override is looser than the band {band} allows")

    def band(self, name: str) -> BandRules:
        """An unknown band gets the strictest rules."""
        return self.bands.get(name, self.bands["13-15"])

    def thresholds(self, context: Context, model: str) -> Thresholds:
        """The band's, or those of the last override that fits."""
        found = self.band(context.band).toxicity
        for override in self.overrides:
            if override.fits(context, model):
                found = override.toxicity
        return found

    def toxicity(self, scores: Mapping[str, float]) -> float:
        """The score that the thresholds are for, of what a model gave, 0 to 1."""
        names = self.counted if any(name in scores for name in self.counted) else None
        return max((scores.get(name, 0.0) for name in names or self.counted_otherwise), default=0.0)

    def sample_share(self, score: float) -> float:
        """How likely a text with this score is drawn for a random look, 0 to 1."""
        return next(one.share for one in reversed(self.sampling) if score >= one.start)

    def outcome(self, code: str, band: str) -> Outcome:
        rule = self.findings[code]
        return rule.adult if band == "adult" else rule.youth

    def tier(self, code: str, band: str) -> TierName | None:
        if band != "adult" and code in self.youth_tiers:
            return self.youth_tiers[code]
        return self.findings[code].tier


def parse(text: str) -> Policy:
    """Raises PolicyError for a text that is no YAML or not a complete pack."""
    try:
        return Policy.model_validate(quick_yaml.load(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise PolicyError(str(error)) from error


def read(path: Path) -> Policy:
    """Raises PolicyError for a file that is missing, no YAML, or not a complete pack."""
    try:
        return parse(path.read_text(encoding="utf-8"))
    except (OSError, PolicyError) as error:
        raise PolicyError(f"{path.name}: {error}") from error


# Another process may have published a pack; it is asked for after so many seconds.
ASKED_AGAIN_AFTER_S = 15.0


class _InForce:
    """The pack in force, as this process knows it."""

    def __init__(self) -> None:
        self.source: Callable[[], str | None] | None = None
        self._known: tuple[str | None, Policy] | None = None
        self._asked = float("-inf")

    def get(self) -> Policy:
        """What was published, else the shipped file. A source that cannot answer changes nothing.

        Raises PolicyError when there is no sound pack at all.
        """
        if self._known is None or time.monotonic() - self._asked > ASKED_AGAIN_AFTER_S:
            self._asked = time.monotonic()
            self._refresh()
        assert self._known is not None
        return self._known[1]

    def forget(self) -> None:
        self._asked = float("-inf")

    def _refresh(self) -> None:
        try:
            text = self.source() if self.source else None
        except Exception:
            log.exception("the published policy pack could not be read")
            text = self._known[0] if self._known else None
        if self._known is None or text != self._known[0]:
            self._known = (text, parse(text) if text is not None else read(PACK))


_in_force = _InForce()


def current() -> Policy:
    """The pack in force in this process."""
    return _in_force.get()


def published_by(source: Callable[[], str | None] | None) -> None:
    """Says where published packs are found: their text, or None for the shipped one."""
    _in_force.source = source
    _in_force.forget()


def forget() -> None:
    """A pack was published here."""
    _in_force.forget()
