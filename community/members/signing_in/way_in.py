"""A letter with a link that lets one browser try again while somebody else is guessing."""

from __future__ import annotations

import hashlib
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse

from community.members.models import Member

COOKIE = "alongside_way_in"
SALT = "community.members.way_in"
LASTS = timedelta(minutes=30)
LETTERS_AN_HOUR = 3
# A letter takes as long as a mail server likes; an answer must not say whether one was written.
_post = ThreadPoolExecutor(max_workers=1, thread_name_prefix="way-in")


def ask(email: str) -> None:
    """Writes to the owner, if there is one, and to nobody twice in a few minutes."""
    email = email.strip().lower()
    if not _may_write(email):
        return
    member = Member.objects.filter(email__iexact=email, is_active=True).first()
    if member is not None:
        token = signing.dumps({"email": email, "once": secrets.token_urlsafe(12)}, salt=SALT)
        _post.submit(_send, member.email, f"{settings.SITE_URL}/accounts/way-in/{token}/")


def read(token: str) -> str | None:
    """The address that a letter was for; None for one that is old, used or made up."""
    try:
        said = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    return None if cache.get(f"way-in:used:{said['once']}") else str(said["email"])


def use(token: str, response: HttpResponse) -> bool:
    """Lets this browser try for this account; each letter works once."""
    email = read(token)
    if email is None:
        return False
    said = signing.loads(token, salt=SALT)
    if not cache.add(f"way-in:used:{said['once']}", 1, LASTS.total_seconds()):
        return False
    response.set_cookie(
        COOKIE,
        signing.dumps({"for": _digest(email), "key": secrets.token_hex(8)}, salt=SALT),
        max_age=LASTS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return True


def opened_key(request: HttpRequest, email: str) -> str | None:
    """What this browser is counted by, if it opened the letter of this account."""
    try:
        said = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    fits = isinstance(said, dict) and said.get("for") == _digest(email.strip().lower())
    return str(said["key"]) if fits else None


def _may_write(email: str) -> bool:
    key = f"way-in:letters:{_digest(email)}"
    cache.add(key, 0, 3600)
    try:
        return cache.incr(key) <= LETTERS_AN_HOUR
    except ValueError:
        return True


def _send(address: str, link: str) -> None:
    send_mail(
        f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}a way in",
        "Somebody tried to sign in to your account and could not. If that was you, open this link "
        "in the browser you want to sign in with. It works once, for 30 minutes. You still need "
        f"your password.\n\n{link}\n\nIf it was not you, there is nothing to do: nobody got in.\n",
        None,
        [address],
        fail_silently=True,
    )


def _digest(email: str) -> str:
    return hashlib.sha256(email.encode()).hexdigest()[:32]
