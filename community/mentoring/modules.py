"""What a peer mentor learns before the first conversation, and again when it runs out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import models


class Module(models.TextChoices):
    LISTENING = "listening", "Listening, without fixing"
    LIMITS = "limits", "Limits: what a mentor is, and is not"
    SAFEGUARDING = "safeguarding", "Safeguarding, and what must be passed on"
    DANGER = "danger", "When somebody may be in danger"
    PRIVACY = "privacy", "What stays private, and what cannot"
    OWN_PAIN = "own_pain", "Your own pain, rest, and asking for help"


# Days after which a module counts no more. What keeps people safe is learnt again each year.
LASTS: Mapping[Module, int] = {
    Module.LISTENING: 730,
    Module.LIMITS: 730,
    Module.SAFEGUARDING: 365,
    Module.DANGER: 365,
    Module.PRIVACY: 730,
    Module.OWN_PAIN: 730,
}


def last_day(module: str, done_on: date) -> date:
    return done_on + timedelta(days=LASTS[Module(module)])
