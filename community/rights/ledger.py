"""Who was deleted, noted outside the database.

A backup brings back whoever went after it was made. With this file `manage.py delete_again` lets
them go once more. A line holds a number, no name and no address, and is signed with the secret key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.crypto import constant_time_compare, salted_hmac

from community.members.models import Member

SALT = "alongside.rights.ledger"
KEPT, GONE = "words-stay", "words-go"


class LedgerChanged(Exception):
    """A line of the file is not as it was written, or the secret key is another."""


@dataclass(frozen=True)
class Noted:
    """One deletion. mark: tells the member from somebody who got the same number later, in a
    community that went on from a backup.
    """

    member: int
    mark: str
    keep_words: bool

    def __str__(self) -> str:
        return f"{self.member} {self.mark} {KEPT if self.keep_words else GONE}"

    def is_of(self, member: Member) -> bool:
        return constant_time_compare(self.mark, _mark(member))


def noted_of(member: Member, *, keep_words: bool) -> Noted:
    """To be asked before the account is emptied: afterwards nobody can tell."""
    return Noted(member.pk, _mark(member), keep_words)


def note(one: Noted) -> None:
    """Raises OSError when the file cannot be written: then nobody is to be deleted either."""
    if not settings.DEPARTURES:
        return
    with Path(settings.DEPARTURES).open("a", encoding="ascii") as file:
        file.write(_signer().sign(str(one)) + "\n")


def read(path: Path) -> list[Noted]:
    """All of it, each once. Raises LedgerChanged, OSError."""
    return list(dict.fromkeys(_lines(path.read_text("ascii").splitlines())))


def _lines(lines: list[str]) -> Iterator[Noted]:
    for number, line in enumerate(lines, 1):
        try:
            member, mark, words = _signer().unsign(line).split(" ")
        except (BadSignature, ValueError):
            raise LedgerChanged(f"line {number}") from None
        yield Noted(int(member), mark, words == KEPT)


def _mark(member: Member) -> str:
    """When somebody joined is never changed while they are here, and is in every backup."""
    said = f"{member.pk}:{member.joined_at.astimezone(UTC).isoformat()}"
    return salted_hmac(SALT, said, algorithm="sha256").hexdigest()[:32]


def _signer() -> Signer:
    return Signer(salt=SALT)
