"""A device that others use too: a short visit that leaves nothing behind."""

from __future__ import annotations

import time

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url

KEY, SEEN, WANTED = "shared_device", "seen_at", "shared_device_wanted"
IDLE_S = 15 * 60
NOTE_EVERY_S = 30
CLEAR = '"cache", "storage"'


def begin(request: HttpRequest) -> None:
    """From now on: the session ends with the browser, or after a quarter of an hour without use."""
    request.session[KEY] = True
    request.session[SEEN] = time.time()
    request.session.set_expiry(0)


def note_wish(request: HttpRequest) -> None:
    """Remembers the box of the sign-in page over a second step."""
    if request.method == "POST" and request.path == resolve_url(settings.LOGIN_URL):
        request.session[WANTED] = "shared" in request.POST


def is_shared(request: HttpRequest) -> bool:
    return bool(request.session.get(KEY))


def keep_short(request: HttpRequest) -> None:
    """Signs out somebody who was away for too long."""
    now, seen = time.time(), request.session.get(SEEN, 0.0)
    if now - seen > IDLE_S:
        logout(request)
        return
    if now - seen > NOTE_EVERY_S:
        request.session[SEEN] = now
    if not request.session.get_expire_at_browser_close():
        request.session.set_expiry(0)


def leave_nothing(response: HttpResponseBase) -> None:
    response["Cache-Control"] = "no-store"
