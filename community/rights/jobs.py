"""What time does to what is kept: accounts go when they are due, and what is old goes by itself."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction

from community.personal import holdings
from community.rights.actions.holding import held_members
from community.rights.actions.leaving import advance
from moderation import jobs
from moderation.models import Beat

log = logging.getLogger(__name__)
DAILY = timedelta(days=1)
RETENTION = "retention"


def retention(now: datetime) -> int:
    """Once a day: removes or empties what is older than the register says. Spares who is held."""
    if not _takes_the_turn(now):
        return 0
    spared = held_members()
    total = 0
    for holding in holdings():
        with transaction.atomic():
            total += holding.end(now, spared)
    return total


def _takes_the_turn(now: datetime) -> bool:
    """Of clocks that run beside each other, one does it."""
    beat, made = Beat.objects.get_or_create(name=RETENTION, defaults={"at": now})
    if made:
        return True
    return bool(Beat.objects.filter(pk=beat.pk, at__lte=now - DAILY).update(at=now))


def register() -> None:
    jobs.register("departures", advance)
    jobs.register(RETENTION, retention)
