"""The neutral question for a date of birth, and the lock against trying other answers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.forms import Field
from django.http import HttpRequest, HttpResponse

from community.members.bands import LOWEST_AGE, age_on, today

COOKIE = "alongside_gate"
LOCK = timedelta(hours=24)
_salt = "community.members.agegate"


def is_open_to(born: date) -> bool:
    """Whether somebody born on that day may make an account by themselves here and now."""
    lowest = max(LOWEST_AGE, settings.CONSENT_AGE)
    return age_on(born, today()) >= lowest


def refuses(field: Field, answer: Any) -> bool:
    """Whether the raw answer is a real date that does not open the gate. Other errors are the
    form's.
    """
    try:
        born = field.clean(answer)
    except ValidationError:
        return False
    return born is not None and not is_open_to(born)


def is_locked(request: HttpRequest) -> bool:
    """Whether this browser gave an answer lately that did not let it in. Says nothing of whom."""
    try:
        signing.loads(request.COOKIES.get(COOKIE, ""), salt=_salt, max_age=LOCK)
    except signing.BadSignature:
        return False
    return True


def lock(response: HttpResponse) -> None:
    """Keeps the browser from trying again for a day. No date of birth is stored anywhere."""
    response.set_cookie(
        COOKIE,
        signing.dumps("locked", salt=_salt),
        max_age=LOCK,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
