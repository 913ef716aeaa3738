"""A receipt says what was deleted, and not of whom; whoever has one can have it checked."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from community.members.bands import today
from community.personal import Leave, Line
from community.rights.models import Receipt

SALT = "community.rights.receipt"
SIGNED = "Signature: "
# Without signs that look like others.
SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def write_receipt(lines: Iterable[Line]) -> Receipt:
    number = "-".join("".join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(4))
    text = "\n".join([f"Receipt {number}", *_body(list(lines))])
    return Receipt.objects.create(
        number=number, text=text, signature=_sign(text), made_at=timezone.now()
    )


def in_full(receipt: Receipt) -> str:
    return f"{receipt.text}\n{SIGNED}{receipt.signature}"


def is_genuine(text: str) -> bool:
    """Whether we wrote exactly this, whatever a mail program did to the ends of its lines."""
    lines = [line.strip() for line in text.strip().splitlines()]
    said = "\n".join(line for line in lines if line)
    body, _, signature = said.rpartition(f"\n{SIGNED}")
    return bool(body) and constant_time_compare(_sign(body), signature.strip())


def _body(lines: list[Line]) -> list[str]:
    said = [f"An account was deleted on {today():%-d %B %Y}."]
    for how in Leave:
        of_this = [line for line in lines if line.how is how and line.count]
        if of_this:
            said.append(f"{str(how).capitalize()}:")
            said += [f"- {line.title}: {line.count}" for line in of_this]
    return said


def _sign(text: str) -> str:
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()
