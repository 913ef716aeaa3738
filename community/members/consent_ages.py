"""From what age young people agree for themselves: by country, from a table with its sources."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field

from community.members.bands import ADULT_FROM, LOWEST_AGE, age_on, today

BUILT_IN = Path(__file__).with_suffix(".yaml")
# Kept by ISO 3166 for users: no country has it.
ELSEWHERE = "ZZ"


class Country(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    age: int = Field(ge=LOWEST_AGE, le=ADULT_FROM)
    source: str = Field(min_length=1)


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    elsewhere: int = Field(ge=LOWEST_AGE, le=ADULT_FROM)
    countries: dict[str, Country]


@lru_cache(maxsize=4)
def read(path: Path) -> Table:
    """Raises pydantic.ValidationError or OSError for a file that cannot be used."""
    return Table.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def table() -> Table:
    return read(Path(settings.CONSENT_AGES or BUILT_IN))


def consent_age(country: str) -> int:
    """The age in that country; CONSENT_AGE may raise it everywhere."""
    found = table().countries.get(country)
    return max(found.age if found else table().elsewhere, settings.CONSENT_AGE)


def agrees_alone(born: date, country: str) -> bool:
    """Whether somebody born on that day agrees for themselves, today."""
    return age_on(born, today()) >= consent_age(country)


def choices() -> list[tuple[str, str]]:
    """Countries by name, for a form; those we have no rule for come last."""
    known = sorted((one.name, code) for code, one in table().countries.items())
    return [*((code, name) for name, code in known), (ELSEWHERE, "Another country")]
