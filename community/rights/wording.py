"""What people read when their account is to go. Letters name no health topic."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from community.rights.models import Departure

Letter = tuple[str, str]


def asked(departure: Departure) -> Letter:
    day = _day(departure)
    return (
        f"Your account goes on {day}",
        "Until then everything works as before. You can stay after all, with one tap.",
    )


def letter_asked(departure: Departure) -> Letter:
    return (
        "your account is going to be deleted",
        f"You asked us to delete your account. It goes on {_day(departure)}.\n\n"
        "Until then everything works as before. If you change your mind, or if this was not you, "
        f"sign in and choose “Stay”:\n\n{settings.SITE_URL}/me/data/\n",
    )


def letter_stayed() -> Letter:
    return (
        "your account stays",
        "You took back that your account should go. Nothing was deleted.\n\n"
        "If this was not you, change your password:\n\n"
        f"{settings.SITE_URL}/accounts/password/change/\n",
    )


def letter_closed() -> Letter:
    return (
        "your account is closed",
        "The day has come on which your account was to go. It is closed, and nobody sees it any "
        "more.\n\nFor now we have to keep some of it: the law or somebody's safety asks for it. As "
        "soon as that ends, the rest goes too, and we write to you once more.\n",
    )


def letter_done(receipt: str) -> Letter:
    return (
        "your account is deleted",
        "Your account and what belonged to it are gone. This is the last letter from us, and your "
        "address goes with it.\n\nThe receipt below says what was deleted. It does not say who you "
        f"are. You can have it checked at {settings.SITE_URL}/receipts/\n\n{receipt}\n",
    )


def _day(departure: Departure) -> str:
    return f"{timezone.localtime(departure.due_at):%-d %B %Y}"
