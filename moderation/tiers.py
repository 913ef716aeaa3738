"""How urgent things are: tiers, their clocks, and how reports become tiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models

from community.members.bands import Band


class Tier(models.TextChoices):
    P0 = "P0", "Danger to life"
    P1 = "P1", "Danger to a person"
    P2 = "P2", "Care and serious harm"
    P3 = "P3", "Guidelines"
    P4 = "P4", "Routine"


VEILED = frozenset({Tier.P0, Tier.P1})
# People are called about these, day and night; a P0 has a crisis case, which does the calling.
CALLING = frozenset({Tier.P1})
# From here on every fifth pull serves the oldest, so that the middle is never starved.
AGEING = frozenset({Tier.P2, Tier.P3, Tier.P4})
OLDEST_EVERY = 5

LEASE = timedelta(minutes=10)
HEARTBEAT = timedelta(seconds=60)
LEASE_CAP = timedelta(minutes=30)


@dataclass(frozen=True)
class Clock:
    """By when somebody looks first, and when waiting becomes a breach."""

    first_look: timedelta
    breach: timedelta


_clocks = {
    Tier.P0: Clock(timedelta(minutes=5), timedelta(minutes=15)),
    Tier.P1: Clock(timedelta(minutes=30), timedelta(hours=2)),
    Tier.P2: Clock(timedelta(hours=2), timedelta(hours=4)),
    Tier.P3: Clock(timedelta(hours=12), timedelta(hours=24)),
    Tier.P4: Clock(timedelta(hours=48), timedelta(hours=72)),
}
_youth_guidelines = Clock(timedelta(hours=2), timedelta(hours=4))


def clock(tier: str, band: str) -> Clock:
    if tier == Tier.P3 and Band(band).is_youth:
        return _youth_guidelines
    return _clocks[Tier(tier)]


def deadlines(tier: str, band: str, since: datetime) -> tuple[datetime, datetime]:
    """First look and breach, counted from `since`."""
    found = clock(tier, band)
    return since + found.first_look, since + found.breach


class Rule(models.TextChoices):
    """What a member can say is wrong. The words are the form's."""

    UNKIND = "unkind", "Unkind, bullying or hateful"
    THREAT = "threat", "A threat"
    CONTACT = "contact", "Asks to meet, or to talk somewhere else"
    PRIVATE = "private", "Shows somebody's private details"
    MEDICAL = "medical", "Unsafe medical advice, or selling something"
    METHOD = "method", "Describes a way to hurt oneself"
    OFF_TOPIC = "off_topic", "Spam or off topic"
    OTHER = "other", "Something else"


RULE_TIER: Mapping[str, Tier] = {
    Rule.UNKIND: Tier.P2,
    Rule.THREAT: Tier.P1,
    Rule.CONTACT: Tier.P1,
    Rule.PRIVATE: Tier.P1,
    Rule.MEDICAL: Tier.P2,
    Rule.METHOD: Tier.P2,
    Rule.OFF_TOPIC: Tier.P4,
    Rule.OTHER: Tier.P3,
}
WORRY_TIER = Tier.P2
WORRY_NOW_TIER = Tier.P0
# The word a worry carries when the person may be in danger now.
IN_DANGER_NOW = "now"

# So many different people, and the content waits out of sight until a moderator has looked.
HIDE_AFTER: Mapping[str, int] = {Band.YOUNGER: 1, Band.OLDER: 2, Band.ADULT: 3}
GRAVE_HIDE_AFTER: Mapping[str, int] = {Band.YOUNGER: 1, Band.OLDER: 1, Band.ADULT: 2}


def hides_content(rule: str, band: str, reporters: int) -> bool:
    """Whether reports alone take content out of sight until somebody looks. Never a person's
    rights.
    """
    grave = RULE_TIER.get(rule) in VEILED
    return reporters >= (GRAVE_HIDE_AFTER if grave else HIDE_AFTER)[band]
