"""Policy packs: the one in force, and those before."""

from __future__ import annotations

from django.db import connection

from moderation.models import PolicyPack

LATEST = 20


def published_text() -> str | None:
    """The text of the pack in force; None when none was published.

    Asked from threads that are nobody's request, so it leaves no connection open behind it.
    """
    found = PolicyPack.objects.filter(published_at__isnull=False, retired_at=None)
    text = found.values_list("text", flat=True).first()
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    return text


def packs() -> list[PolicyPack]:
    return list(PolicyPack.objects.select_related("by", "proposal")[:LATEST])
