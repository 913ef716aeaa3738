"""Guessing becomes slow, and whoever guesses cannot lock out the owner.

Wrong tries are counted for an account, for an address, and for a device that is known to the
account. Each new one costs a longer wait. A device on which the owner signed in before, or a
browser that opened the letter with the way in, waits for none but its own mistakes. An address
without an account is counted and answered as any other, so nobody learns who is here.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.http import HttpRequest

from community.members.signing_in import devices, way_in

DAY, HOUR = 24 * 3600, 3600


@dataclass(frozen=True)
class Pace:
    """So many tries are free; then each costs twice the wait of the one before, up to the longest.

    first, longest, remembered: in seconds.
    """

    free: int
    first: int
    longest: int
    remembered: int

    def wait_after(self, tries: int) -> int:
        if tries < self.free:
            return 0
        return min(self.first << min(tries - self.free, 20), self.longest)


ACCOUNT = Pace(free=5, first=30, longest=1800, remembered=DAY)
# A hospital has one address for everybody in it: it slows down, and does not shut out.
ADDRESS = Pace(free=50, first=5, longest=120, remembered=HOUR)
KNOWN_DEVICE = Pace(free=10, first=30, longest=900, remembered=DAY)


def wait_for(request: HttpRequest, email: str) -> int:
    """Seconds until this browser may try again for this account; 0: now."""
    return max(_wait(key) for key, _ in _counters(request, email))


def failed(request: HttpRequest, email: str) -> None:
    for key, pace in _counters(request, email):
        _count(key, pace)


def succeeded(request: HttpRequest, email: str) -> None:
    """The owner is in: their mistakes are forgotten. Those of the address are not, so that somebody
    with one account cannot go on guessing at others.
    """
    for key, pace in _counters(request, email):
        if pace is not ADDRESS:
            cache.delete_many([key, f"{key}:until"])


def _counters(request: HttpRequest, email: str) -> list[tuple[str, Pace]]:
    account = _digest(email.strip().lower())
    trusted = devices.known_key(request, email) or way_in.opened_key(request, email)
    if trusted:
        return [(f"lockout:device:{account}:{trusted}", KNOWN_DEVICE)]
    return [
        (f"lockout:account:{account}", ACCOUNT),
        (f"lockout:address:{_digest(get_ip(request))}", ADDRESS),
    ]


def _wait(key: str) -> int:
    return max(0, int(cache.get(f"{key}:until", 0) - time.time() + 0.999))


def _count(key: str, pace: Pace) -> None:
    cache.add(key, 0, pace.remembered)
    try:
        tries = cache.incr(key)
    except ValueError:
        # It ran out just now.
        tries = 1
    wait = pace.wait_after(tries)
    if wait:
        cache.set(f"{key}:until", time.time() + wait, wait + 60)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def in_words(seconds: int) -> str:
    """“40 seconds”, “3 minutes”."""
    if seconds < 60:
        return f"{seconds} seconds" if seconds > 1 else "a second"
    minutes = -(-seconds // 60)
    return f"{minutes} minutes" if minutes > 1 else "a minute"
