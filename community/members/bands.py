"""Age bands: who shares a space with whom."""

from __future__ import annotations

from datetime import date

from django.db import models

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


YOUTH: frozenset[Band] = frozenset({Band.YOUNGER, Band.OLDER})


def age_on(born: date, today: date) -> int:
    """Completed years. Somebody born on 29 February has the birthday on 1 March in other years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def band_for(born: date, today: date) -> Band | None:
    """The band of somebody born on that day, or None below the lowest age."""
    age = age_on(born, today)
    if age < LOWEST_AGE:
        return None
    if age < OLDER_FROM:
        return Band.YOUNGER
    return Band.OLDER if age < ADULT_FROM else Band.ADULT
