"""What happens because time passes. Every job may run twice at once: each step is taken by one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from community.consent import actions as consent
from community.joining import actions as joining
from moderation import heads, pager
from moderation.actions import alarms, cases, proposals, sanctions, team, trials
from moderation.models import Beat

log = logging.getLogger(__name__)
CLOCK = "clock"
EVERY = timedelta(seconds=5)
# Without a beat for so long pages say that nobody is called.
LATE = timedelta(seconds=90)
DAILY = timedelta(days=1)


def once_a_day(name: str, job: Callable[[datetime], int]) -> Callable[[datetime], int]:
    """The job, at one turn a day: of clocks that run beside each other, one does it."""

    def taken_in_turn(now: datetime) -> int:
        return job(now) if _takes_the_turn(name, now) else 0

    return taken_in_turn


def _takes_the_turn(name: str, now: datetime) -> bool:
    beat, made = Beat.objects.get_or_create(name=name, defaults={"at": now})
    if made:
        return True
    return bool(Beat.objects.filter(pk=beat.pk, at__lte=now - DAILY).update(at=now))


JOBS: dict[str, Callable[[datetime], int]] = {
    "alarms": alarms.advance,
    "calls": pager.deliver,
    "follow-ups": cases.remind,
    "proposals": proposals.expire,
    "sanctions": sanctions.remind_of_ends,
    "lapsed rights": team.lapse,
    "rights that end": team.warn,
    "trials": trials.advance,
    "evaluation": trials.evaluate,
    "heads of the log": heads.note,
    "guardians who did not answer": consent.forget,
    "free places": joining.offer_places,
    "birthdays ahead": once_a_day("birthdays ahead", consent.tell_ahead),
}


def register(name: str, job: Callable[[datetime], int]) -> None:
    """For jobs of the upper floors: each gets the time and says how much it did."""
    JOBS[name] = job


def tick(now: datetime) -> dict[str, int]:
    """Runs every job; one that fails is logged and does not keep the others from running.

    Gives how much each did.
    """
    done = {name: _run(name, job, now) for name, job in JOBS.items()}
    Beat.objects.update_or_create(name=CLOCK, defaults={"at": now})
    return done


def _run(name: str, job: Callable[[datetime], int], now: datetime) -> int:
    try:
        return job(now)
    except Exception:
        log.exception("the job %s failed", name)
        return 0


def is_late(now: datetime) -> bool:
    """Whether the clock stands still, so that nobody is called outside the app."""
    beat = Beat.objects.filter(name=CLOCK).first()
    return beat is None or beat.at < now - LATE
