"""What time does to what is kept: accounts go when they are due, and what is old goes by itself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from community.personal import holdings
from community.rights.actions.holding import held_members
from community.rights.actions.leaving import advance
from moderation import jobs

RETENTION = "retention"


def _remove_what_is_old(now: datetime) -> int:
    """Removes or empties what is older than the register says. Spares who is held."""
    spared = held_members()
    total = 0
    for holding in holdings():
        with transaction.atomic():
            total += holding.end(now, spared)
    return total


retention = jobs.once_a_day(RETENTION, _remove_what_is_old)


def register() -> None:
    jobs.register("departures", advance)
    jobs.register(RETENTION, retention)
