"""What a display name may be: free, but no way to reach or find a person."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

_link = re.compile(r"https?:|www\.|\.(com|net|org|io|me|co)\b", re.IGNORECASE)
_phone = re.compile(r"(?:\d[\s().-]*){6,}")
_shape = re.compile(r"^[^\W_](?:[\w .'’-]*[\w.])?$")
SHORTEST_MAILBOX = 4


def check(name: str, email: str = "") -> None:
    """Raises ValidationError, in plain words, for a name that gives a person away."""
    if "@" in name or _link.search(name):
        raise ValidationError("Please choose a name without an e-mail address, a handle or a link.")
    if _phone.search(name):
        raise ValidationError("Please choose a name without a phone number.")
    if not _shape.match(name):
        raise ValidationError("Use letters, numbers, spaces, dots, hyphens or apostrophes.")
    mailbox = email.partition("@")[0].lower()
    plain = re.sub(r"[\W_]", "", name.lower())
    if len(mailbox) >= SHORTEST_MAILBOX and plain == re.sub(r"[\W_]", "", mailbox):
        raise ValidationError(
            "This is the first part of your e-mail. Choose a name nobody can trace."
        )
