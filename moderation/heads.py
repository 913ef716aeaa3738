"""The last row of the log, noted outside the database now and then.

Whoever may do everything in the database can cut the log off, or write it anew from some row on
with hashes that fit. Neither fits what was noted here. Each line is signed with the secret key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.signing import BadSignature, Signer

from moderation.models import AuditEvent

EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class Head:
    row: int
    hash: str
    at: datetime

    def __str__(self) -> str:
        return f"{self.row} {self.hash} {self.at.isoformat()}"


class NotesChanged(Exception):
    """A line of the file is not as it was written, or the secret key is another."""


def note(now: datetime) -> int:
    """Notes the last row, once an hour and only if it is a new one. How many lines were written."""
    path = _path()
    if path is None:
        return 0
    last = AuditEvent.objects.order_by("-pk").values_list("pk", "hash").first()
    if last is None:
        return 0
    before = _last_line(path)
    if before and (before.row >= last[0] or before.at > now - EVERY):
        return 0
    with path.open("a", encoding="ascii") as file:
        file.write(_signer().sign(str(Head(*last, at=now))) + "\n")
    return 1


def noted() -> dict[int, Head]:
    """All that was noted, by row. Raises NotesChanged."""
    path = _path()
    if path is None or not path.exists():
        return {}
    return {head.row: head for head in _read(path.read_text("ascii").splitlines())}


def _path() -> Path | None:
    return Path(settings.AUDIT_HEADS) if settings.AUDIT_HEADS else None


def _last_line(path: Path) -> Head | None:
    """None as well when it cannot be read: `verify_audit` says that, the clock goes on noting."""
    try:
        found = path.read_text("ascii").splitlines()[-1:] if path.exists() else []
        return next(_read(found), None)
    except NotesChanged:
        return None


def _read(lines: list[str]) -> Iterator[Head]:
    for number, line in enumerate(lines, 1):
        try:
            row, digest, at = _signer().unsign(line).split(" ")
        except (BadSignature, ValueError):
            raise NotesChanged(f"line {number}") from None
        yield Head(int(row), digest, datetime.fromisoformat(at))


def _signer() -> Signer:
    return Signer(salt="alongside.audit.head")
