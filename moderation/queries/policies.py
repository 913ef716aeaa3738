"""Policy packs: the one in force, and those before."""

from __future__ import annotations

from django.db import close_old_connections

from moderation.models import PolicyPack

LATEST = 20


def published_text() -> str | None:
    """The text of the pack in force; None when none was published.

    Asked from threads that are nobody's request, so it leaves no connection open behind it.
    """
    found = PolicyPack.objects.filter(published_at__isnull=False, retired_at=None)
    text = found.values_list("text", flat=True).first()
    close_old_connections()
    return text


def packs() -> list[PolicyPack]:
    return list(PolicyPack.objects.select_related("by", "proposal")[:LATEST])
