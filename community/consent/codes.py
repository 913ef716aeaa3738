"""Codes that are typed, digests that are kept, and links that are signed."""

from __future__ import annotations

import secrets
from datetime import date

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

# No signs that are mistaken for another.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 10
_mark, _code, _invitation, _guardian = (
    f"community.consent.{name}" for name in ("mark", "code", "invitation", "guardian")
)


def new_code() -> str:
    """Ten signs, 49 bits: in two halves, so that it can be read aloud."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{signs[:5]}-{signs[5:]}"


def digest(code: str) -> str:
    """What is kept of a code. Case, spaces and hyphens make no difference."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return salted_hmac(_code, plain, algorithm="sha256").hexdigest() if plain else ""


def new_nonce() -> str:
    return secrets.token_hex(16)


def mark(nonce: str, born: date) -> str:
    """Tells whether a date of birth is the same again, without keeping it."""
    said = f"{nonce}:{born.isoformat()}"
    return salted_hmac(_mark, said, algorithm="sha256").hexdigest()


def fits(kept: str, nonce: str, born: date) -> bool:
    return bool(kept) and constant_time_compare(kept, mark(nonce, born))


def invitation_token(pk: int, nonce: str, kept: str) -> str:
    """All that is known of the young person travels in the guardian's letter, as a digest."""
    return signing.dumps([pk, nonce, kept], salt=_invitation)


def read_invitation(token: str) -> tuple[int, str, str] | None:
    try:
        pk, nonce, kept = signing.loads(token, salt=_invitation)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(pk), str(nonce), str(kept)


def guardian_token(pk: int) -> str:
    return signing.dumps(pk, salt=_guardian)


def read_guardian(token: str) -> int | None:
    try:
        return int(signing.loads(token, salt=_guardian))
    except (signing.BadSignature, ValueError, TypeError):
        return None
