"""Age bands: who shares a space with whom."""

from __future__ import annotations

from datetime import UTC, date

from django.db import models
from django.utils import timezone

LOWEST_AGE = 13
OLDER_FROM = 16
ADULT_FROM = 18


class Band(models.TextChoices):
    """A member belongs to one band, and so does every space and group."""

    YOUNGER = "13-15", "13–15"
    OLDER = "16-17", "16–17"
    ADULT = "adult", "adults"

    @property
    def is_youth(self) -> bool:
        return self is not Band.ADULT

    @property
    def audience(self) -> str:
        """How the band is named in a sentence: "people aged 13–15" or "adults"."""
        return "adults" if self is Band.ADULT else f"people aged {self.label}"


class Audience(models.TextChoices):
    """Adults come for themselves, or because somebody close to them lives with pain. The two have
    spaces and groups of their own. Young people come for themselves.
    """

    MEMBERS = "members", "People who live with pain"
    CARERS = "carers", "People close to somebody with pain"

    @property
    def readers(self) -> str:
        """How adults of this audience are named in a sentence."""
        return "adults" if self is Audience.MEMBERS else "people close to somebody with pain"


ALL_AUDIENCES: frozenset[Audience] = frozenset(Audience)

YOUTH: frozenset[Band] = frozenset({Band.YOUNGER, Band.OLDER})


def today() -> date:
    """The day by which ages and clearances are counted: one for the whole house, in UTC.

    A page shows times in its reader's zone; were the wall to follow, the same person would be
    in one band on a page and in another on a socket.
    """
    return timezone.localdate(timezone=UTC)


def age_on(born: date, day: date) -> int:
    """Completed years. Somebody born on 29 February has the birthday on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def band_for(born: date, day: date) -> Band | None:
    """The band of somebody born on that day, or None below the lowest age."""
    age = age_on(born, day)
    if age < LOWEST_AGE:
        return None
    if age < OLDER_FROM:
        return Band.YOUNGER
    return Band.OLDER if age < ADULT_FROM else Band.ADULT
