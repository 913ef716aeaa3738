"""What an item is about, for those who would rather not read it: from the codes that raised it.

The one mapping from codes of detectors, of the policy pack and of reports. An item can be about
several things, so they are kept as bits of one number, which a query can ask in a single step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models


class Category(models.TextChoices):
    """The worst first: it names the exposure when an item is about several."""

    GROOMING = "grooming", "Sexual contact with minors, and grooming"
    SELF_HARM = "self_harm", "Suicide and self-harm"
    THREATS = "threats", "Threats"
    HATE = "hate", "Hate and bullying"
    DISBELIEF = "disbelief", "People who do not believe in somebody’s pain"
    MEDICINE = "medicine", "Medicine: doses, stopping, selling"


# Beginnings of codes. A code that is not here is about nothing that somebody asked to be spared.
BEGINNINGS: Mapping[str, Category] = {
    "contact.age": Category.GROOMING,
    "contact.elsewhere": Category.GROOMING,
    "contact.likely": Category.GROOMING,
    "contact.meet": Category.GROOMING,
    "contact.secrecy": Category.GROOMING,
    "flag.contact": Category.GROOMING,
    "crisis": Category.SELF_HARM,
    "flag.method": Category.SELF_HARM,
    "flag.worry": Category.SELF_HARM,
    "watched": Category.SELF_HARM,
    "toxicity.threat": Category.THREATS,
    "flag.threat": Category.THREATS,
    "toxicity.identity": Category.HATE,
    "toxicity.severe": Category.HATE,
    "flag.unkind": Category.HATE,
    "disbelief": Category.DISBELIEF,
    "toxicity.disbelief": Category.DISBELIEF,
    "flag.disbelief": Category.DISBELIEF,
    "medical": Category.MEDICINE,
    "flag.medical": Category.MEDICINE,
}
# Rows are stored with these numbers: a new category takes the next power of two.
BITS: Mapping[Category, int] = {
    Category.SELF_HARM: 1,
    Category.GROOMING: 2,
    Category.THREATS: 4,
    Category.HATE: 8,
    Category.DISBELIEF: 16,
    Category.MEDICINE: 32,
}
# A figure of speech was looked at and found to be one.
_harmless = ("crisis.lookalike",)


def bits_of(reasons: Iterable[Mapping[str, Any]]) -> int:
    """What an item with these reasons is about."""
    codes = [str(reason.get("code", "")) for reason in reasons]
    found = {
        category
        for code in codes
        if code not in _harmless
        for start, category in BEGINNINGS.items()
        if code == start or code.startswith((f"{start}.", f"{start}_"))
    }
    return bits(found)


def bits(categories: Iterable[str]) -> int:
    return sum(BITS[category] for category in {Category(one) for one in categories})


def named(number: int) -> list[Category]:
    """The categories of a stored number, the worst first."""
    return [category for category in Category if number & BITS[category]]
