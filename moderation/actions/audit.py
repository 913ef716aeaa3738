"""Adds to the audit log, and finds tampering with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from community.members.models import Member
from moderation.heads import Head
from moderation.models import FIRST_HASH, AuditEvent, chain_hash

CHAIN_LOCK = 0x416C6F6E67


@transaction.atomic
def record(
    actor: Member | None,
    act: str,
    target: str,
    detail: dict[str, Any] | None = None,
    *,
    band: str = "",
) -> AuditEvent:
    """Adds one row to the chain, in the caller's transaction: what did not happen is not in the
    log.

    detail: plain JSON values. band: whose content it is about, which decides who reads the row.
    """
    _lock_chain()
    last = AuditEvent.objects.order_by("-pk").values_list("hash", flat=True).first()
    prev, at, detail = last or FIRST_HASH, timezone.now(), detail or {}
    actor_id = actor.pk if actor else None
    row: dict[str, Any] = {
        "at": at,
        "actor_id": actor_id,
        "act": act,
        "target": target,
        "scope": band,
        "detail": detail,
    }
    return AuditEvent.objects.create(prev_hash=prev, hash=chain_hash(prev, **row), **row)


# One look at a page is many requests: reloads, a form that came back.
ONE_LOOK = timedelta(minutes=10)


@transaction.atomic
def record_read(actor: Member, act: str, target: str, *, band: str = "") -> bool:
    """Writes down that somebody read something sensitive; once for one sitting.

    False when that sitting is in the log already.
    """
    lately = AuditEvent.objects.filter(
        target=target, act=act, actor_id=actor.pk, at__gt=timezone.now() - ONE_LOOK
    )
    if lately.exists():
        return False
    record(actor, act, target, band=band)
    return True


@dataclass(frozen=True)
class Broken:
    """The first row that does not fit the chain, and why."""

    row: int
    why: str


def verify(
    expected_last: str | None = None, noted: Mapping[int, Head] = MappingProxyType({})
) -> tuple[int, Broken | None]:
    """Walks the whole chain. Gives the number of sound rows and the first break, if any.

    expected_last: the hash of the last row as somebody noted it. noted: what the clock noted
    outside the database. Only these show a cut-off end, or a chain that was written anew.
    """
    prev, last_row, count, left = FIRST_HASH, 0, 0, dict(noted)
    for event in AuditEvent.objects.order_by("pk").iterator(chunk_size=2000):
        why = _what_is_wrong(event, prev, left.pop(event.pk, None))
        if why:
            return count, Broken(event.pk, why)
        prev, last_row, count = event.hash, event.pk, count + 1
    if left:
        first = left[min(left)]
        return count, Broken(first.row, f"was noted on {first.at:%d %B %Y} and is missing")
    if expected_last is not None and expected_last != prev:
        return count, Broken(last_row, "is not the last row that was noted: the end is missing")
    return count, None


def _what_is_wrong(event: AuditEvent, prev: str, head: Head | None) -> str:
    if event.prev_hash != prev:
        return "does not follow the row before: one is missing or moved"
    if event.hash != event.expected_hash():
        return "was changed after it was written"
    if head is not None and head.hash != event.hash:
        return f"is not as it was noted on {head.at:%d %B %Y}: the log was written anew"
    return ""


def _lock_chain() -> None:
    """One writer at a time. SQLite's IMMEDIATE transactions are that already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
