"""Who can help right now: the member's country first, without asking where they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

import yaml
from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, model_validator

BUILT_IN = Path(__file__).with_suffix(".yaml")


class Line(BaseModel):
    """One service: a number to call, or a number and a word to text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    audience: Literal["everybody", "youth", "adult"] = Field(alias="for")
    about: str
    source: str
    number: str = ""
    text: str = ""
    word: str = ""

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not (self.number or self.text):
            raise ValueError(f"{self.name} has neither a number to call nor one to text")
        return self

    @property
    def dial(self) -> str:
        """The number as a link needs it."""
        return "".join(sign for sign in self.number or self.text if sign.isdigit() or sign == "+")


class Country(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    country: str
    zones: tuple[str, ...]
    emergency: str
    lines: tuple[Line, ...]

    def has(self, time_zone: str) -> bool:
        return any(
            time_zone.startswith(zone) if zone.endswith("/") else time_zone == zone
            for zone in self.zones
        )


@dataclass(frozen=True)
class Help:
    """What the page shows: the member's country, if we know it, and the others."""

    here: Country | None
    others: tuple[Country, ...]


@lru_cache(maxsize=4)
def countries(path: Path) -> tuple[Country, ...]:
    """Raises pydantic.ValidationError or OSError for a file that cannot be used."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(Country.model_validate(entry) for entry in entries)


def help_for(time_zone: str, *, youth: bool | None) -> Help:
    """Lines for somebody of that time zone; `youth` None: age unknown, so all lines."""
    known = [_fitting(one, youth) for one in countries(Path(settings.HELP_LINES or BUILT_IN))]
    here = next((one for one in known if one.has(time_zone)), None)
    return Help(here, tuple(one for one in known if one is not here))


def _fitting(country: Country, youth: bool | None) -> Country:
    if youth is None:
        return country
    unfit = "adult" if youth else "youth"
    return country.model_copy(
        update={"lines": tuple(line for line in country.lines if line.audience != unfit)}
    )
