"""Leave quickly: whoever goes back finds the place they left to, and nothing of this one.

A browser keeps the pages of a visit in order, and no page may take them out. So the session ends,
a cookie says that somebody left, and what Back asks for is answered with the way out. The next
visit that is meant, to a page open to all, forgets it (static/js/ui/gone.js).
"""

from __future__ import annotations

import time

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url

from community.realtime.actions import session_ended

ELSEWHERE = "https://www.wikipedia.org/"
COOKIE, KEY = "left", "left_at"
# A draft that was on its way still arrives.
GRACE_S = 10
COOKIE_AGE_S = 3600


def leave(request: HttpRequest) -> HttpResponseRedirect:
    """Ends the visit. Nothing of it is kept in this browser."""
    if request.user.is_authenticated:
        request.session[KEY] = time.time()
        if request.session.session_key:
            session_ended(request.session.session_key)
    response = HttpResponseRedirect(ELSEWHERE)
    response["Clear-Site-Data"] = '"cache", "storage"'
    _remember(response)
    return response


def has_left(request: HttpRequest) -> bool:
    """Whether this session was left; if so it ends now, but for a draft that is on its way."""
    left_at = request.session.get(KEY)
    if left_at is None:
        return False
    if request.method != "POST" or time.time() - left_at > GRACE_S:
        logout(request)
    return True


def lead_away(request: HttpRequest, response: HttpResponseBase, left: bool) -> HttpResponseBase:
    """Instead of a page that asks somebody who left to sign in: the way out."""
    remembered = request.COOKIES.get(COOKIE) == "1"
    if request.user.is_authenticated:
        if remembered and not left:
            response.delete_cookie(COOKIE)
        return response
    if not (left or remembered) or not _asks_to_sign_in(response):
        return response
    away = HttpResponseRedirect(ELSEWHERE)
    away["Cache-Control"] = "no-store"
    _remember(away)
    return away


def _asks_to_sign_in(response: HttpResponseBase) -> bool:
    if response.status_code != 302:
        return False
    return response["Location"].startswith(resolve_url(settings.LOGIN_URL))


def _remember(response: HttpResponseBase) -> None:
    """Not hidden from scripts: a page that is open to all looks for it before it is shown."""
    response.set_cookie(
        COOKIE, "1", max_age=COOKIE_AGE_S, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
