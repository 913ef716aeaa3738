"""Devices on which somebody signed in before, and a word to the owner about each new one."""

from __future__ import annotations

import hashlib
import re
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from community.members.actions import write_letter
from community.members.models import KnownDevice, Member
from community.notices.actions import notify

COOKIE = "alongside_device"
A_YEAR = 365 * 24 * 3600
_token = re.compile(r"[\w-]{43}")
BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("CrOS", "Chromebook"), ("Mac OS X", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def signed_in(request: HttpRequest, member: Member) -> None:
    """Remembers the device. One that is new to somebody who has others is told to the owner."""
    token = _token_of(request) or secrets.token_urlsafe(32)
    request.device_token = token  # type: ignore[attr-defined]  # for the middleware
    words = in_words(request.headers.get("User-Agent", ""))
    had_others = KnownDevice.objects.filter(member=member).exists()
    device, new = KnownDevice.objects.get_or_create(
        member=member, key=_digest(token), defaults={"words": words}
    )
    if not new:
        KnownDevice.objects.filter(pk=device.pk).update(last_seen=timezone.now(), words=words)
    elif had_others:
        _tell(member, words)


def known_key(request: HttpRequest, email: str) -> str | None:
    """What this browser is counted by, if the owner of the account signed in with it before."""
    token = _token_of(request)
    if token is None:
        return None
    known = KnownDevice.objects.filter(
        key=_digest(token), member__email__iexact=email.strip(), member__is_active=True
    )
    return _digest(token)[:16] if known.exists() else None


def keep(request: HttpRequest, response: HttpResponseBase) -> None:
    """Leaves the device's own number in the browser; it says nothing of whose it is."""
    token = getattr(request, "device_token", None)
    if token:
        response.set_cookie(
            COOKIE,
            token,
            max_age=A_YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def in_words(user_agent: str) -> str:
    """“Firefox on Android”: what a person calls it."""
    browser = next((word for sign, word in BROWSERS if sign in user_agent), "A browser")
    system = next((word for sign, word in SYSTEMS if sign in user_agent), "")
    return f"{browser} on {system}" if system else browser


def _tell(member: Member, words: str) -> None:
    """In words that say nothing of what this place is about."""
    when = f"{timezone.localtime():%-d %B %Y, %H:%M}"
    notify(
        member,
        kind="sign_in",
        title=f"A new sign-in: {words}",
        body="If this was you, there is nothing to do. If not, sign it out and change your "
        "password.",
        link="/accounts/sessions/",
    )
    write_letter(
        member,
        "a new sign-in",
        f"Somebody signed in to your account on a device that we did not know: {words}, {when}.\n\n"
        "If this was you, there is nothing to do. If not, sign it out and change your password:\n\n"
        f"{settings.SITE_URL}/accounts/sessions/\n",
    )


def _token_of(request: HttpRequest) -> str | None:
    said = request.COOKIES.get(COOKIE, "")
    return said if _token.fullmatch(said) else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
