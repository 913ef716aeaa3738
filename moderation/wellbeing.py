"""How much of the hard work one person takes on. All numbers of it are here.

Seeing harm all day harms those who look, and blurred words alone do not help them: what counts is
how much they meet, and that they choose (docs/architecture.md says where this comes from).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import models

from moderation.tiers import VEILED, Tier

# What opening one item weighs. What is not here weighs nothing.
WEIGHTS: Mapping[Tier, int] = {Tier.P0: 3, Tier.P1: 2, Tier.P2: 1}
SEVERE = frozenset(WEIGHTS)
LIGHTER = frozenset(Tier) - SEVERE
# Somebody is in danger: this is offered to whoever has had enough, and never kept from them.
URGENT = frozenset({Tier.P0, Tier.P1})

# The most for one person, in weights. Each can choose less for themselves, not more.
A_DAY = 12
A_WEEK = 40
WEEK = timedelta(days=7)
# After so many severe ones in a row a light one comes first.
IN_A_ROW = 3
# So much less in a week, and a colleague at work is the next for what is severe.
MUCH_LESS = 6


class Veil(models.TextChoices):
    """From which tier on words show only when they are asked for."""

    SEVERE = "severe", "Danger to life or to a person (as for everybody)"
    CARE = "care", "These, and care and serious harm"
    ALL = "all", "Everything"


VEILED_BY: Mapping[Veil, frozenset[Tier]] = {
    Veil.SEVERE: VEILED,
    Veil.CARE: SEVERE,
    Veil.ALL: frozenset(Tier),
}


class Load(models.TextChoices):
    """What a supervisor sees of somebody's week."""

    LIGHT = "light", "Light"
    USUAL = "usual", "Usual"
    HEAVY = "heavy", "Heavy"


# Shares of the week's budget up to which a load is called so.
_light_up_to = 0.33
_usual_up_to = 0.75


def weight_of(tier: str) -> int:
    return WEIGHTS.get(Tier(tier), 0)


def load_of(week: int) -> Load:
    """week: weights of the last seven days."""
    share = week / A_WEEK
    if share <= _light_up_to:
        return Load.LIGHT
    return Load.USUAL if share <= _usual_up_to else Load.HEAVY


def day_start(now: datetime, zone: str) -> datetime:
    """Midnight, where the person lives."""
    return now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
