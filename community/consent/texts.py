"""The words that people agree to, each version kept for good."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from community.members.bands import Band

_file = Path(__file__).with_suffix(".yaml")
Asked = Literal["guardian", "own"]


class Words(BaseModel):
    """What each purpose means, said to one kind of reader."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    service: str
    research: str
    training: str


class ConsentText(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str = Field(max_length=20)
    guardian: Words
    own: Words

    def words(self, purpose: str, asked: Asked) -> str:
        return str(getattr(getattr(self, asked), purpose))


class Agreement(BaseModel):
    """The comfort agreement of a band, with what the team cannot keep to itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str = Field(max_length=12)
    lines: tuple[str, ...] = Field(min_length=1)
    limits: tuple[str, ...] = Field(min_length=1)


class Texts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    consent: tuple[ConsentText, ...] = Field(min_length=1)
    agreements: dict[Band, tuple[Agreement, ...]]


@lru_cache(maxsize=1)
def _texts() -> Texts:
    return Texts.model_validate(yaml.safe_load(_file.read_text(encoding="utf-8")))


def in_force() -> ConsentText:
    return _texts().consent[-1]


def of_version(version: str) -> ConsentText | None:
    return next((one for one in _texts().consent if one.version == version), None)


def agreement(band: Band) -> Agreement:
    return _texts().agreements[band][-1]


def agreement_version(band: Band) -> str:
    """As it is stored: with the band, since each has words of its own."""
    return f"{band}/{agreement(band).version}"


def agreement_of(stored: str) -> Agreement | None:
    """The one that somebody said yes to, by the version that was stored with their yes."""
    band, _, version = stored.partition("/")
    known = _texts().agreements.get(Band(band), ()) if band in Band.values else ()
    return next((one for one in known if one.version == version), None)
