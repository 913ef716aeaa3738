"""The neutral question for a date of birth, and the lock against trying other answers.

All that is remembered is in the browser, signed and for a short while: nothing is stored here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

LOCK = timedelta(hours=24)
ANSWERS_LAST = timedelta(hours=2)
_lock, _answers, _place = "alongside_gate", "alongside_answers", "alongside_place"
_salt = "community.joining.gate"


class Lock(StrEnum):
    """What this browser was told lately; other answers do not change it for a day."""

    NOT_YET = "locked"
    GUARDIAN = "guardian"


@dataclass(frozen=True)
class Answers:
    """What somebody answered at the gate."""

    born: date
    country: str
    code: str = ""


def lock_of(request: HttpRequest) -> Lock | None:
    """Says nothing of whom."""
    found = _read(request, _lock, LOCK)
    return Lock(found) if found in set(Lock) else None


def lock(response: HttpResponse, kind: Lock) -> None:
    """Keeps the browser from trying again for a day."""
    _write(response, _lock, str(kind), LOCK)


def answers_of(request: HttpRequest) -> Answers | None:
    found = _read(request, _answers, ANSWERS_LAST)
    try:
        return Answers(date.fromisoformat(found["b"]), found["c"], found["k"])
    except (TypeError, KeyError, ValueError):
        return None


def remember(response: HttpResponse, answers: Answers) -> None:
    """Carries the answers to the next page."""
    said = {"b": answers.born.isoformat(), "c": answers.country, "k": answers.code}
    _write(response, _answers, said, ANSWERS_LAST)


def forget(response: HttpResponse) -> None:
    for name in (_answers, _place, _lock):
        response.delete_cookie(name)


def place_of(request: HttpRequest) -> int | None:
    """The place on the waiting list that was offered to whoever has this browser."""
    found = _read(request, _place, LOCK)
    return found if isinstance(found, int) else None


def keep_place(response: HttpResponse, pk: int) -> None:
    _write(response, _place, pk, LOCK)


def _read(request: HttpRequest, name: str, lasts: timedelta) -> Any:
    try:
        return signing.loads(request.COOKIES.get(name, ""), salt=_salt + name, max_age=lasts)
    except signing.BadSignature:
        return None


def _write(response: HttpResponse, name: str, value: Any, lasts: timedelta) -> None:
    response.set_cookie(
        name,
        signing.dumps(value, salt=_salt + name),
        max_age=lasts,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
