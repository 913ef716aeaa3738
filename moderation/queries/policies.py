"""Policy packs: the one in force, and those before."""

from __future__ import annotations

from django.db import connection

from community.access import moderated_bands
from community.members.bands import Band
from community.members.models import Member
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


def packs(member: Member) -> list[PolicyPack]:
    """The latest ones. What they say of single spaces is for those who moderate all bands: a space
    of young people exists for nobody else.
    """
    found = list(PolicyPack.objects.select_related("by", "proposal")[:LATEST])
    if not moderated_bands(member) >= set(Band):
        for one in found:
            one.why = ""
            one.changes = [said for said in one.changes if not said.startswith("overrides.")]
    return found
