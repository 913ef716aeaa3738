"""Rows of the queue for sockets: rendered without a viewer, so that one row fits every
moderator.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.template.loader import render_to_string

from community.access.ground import MODERATING
from community.realtime.events import Frame
from moderation.models import Part, Reviewable


def row_frame(reviewable_id: int) -> Frame | None:
    """The row as it is now; without HTML when it left the queue.

    What a moderator wrote or had a part in goes without its row: they listen too, and may not see
    who looks at it.
    """
    row = (
        Reviewable.objects.select_related("author", "claimed_by")
        .annotate(flag_count=Count("flags", filter=Q(flags__answered_at=None)))
        .annotate(has_parts=Exists(Part.objects.filter(reviewable=OuterRef("pk"))))
        .filter(pk=reviewable_id)
        .first()
    )
    if row is None:
        return None
    return {
        "type": "reviewable",
        "id": row.pk,
        "tier": row.tier,
        "version": row.version,
        "waiting": row.is_waiting,
        "holder": row.claimed_by_id if row.is_held_now else None,
        "said": _said(row),
        "html": "" if not row.is_waiting or _apart(row) else render_row(row),
        "ask": row.is_waiting and _apart(row),
    }


def render_row(row: Reviewable) -> str:
    return render_to_string("moderation/_row.html", {"row": row})


def _apart(row: Any) -> bool:
    """Whether some moderator may not see it."""
    return row.has_parts or bool(row.author.roles & MODERATING)


def _said(row: Reviewable) -> str:
    """One sentence for whoever has the item open."""
    if row.is_held_now and row.claimed_by:
        return f"{row.claimed_by} is looking at this now."
    if row.is_waiting:
        return ""
    decision = row.decisions.select_related("by").first()
    if decision is None:
        return "The author took this back."
    return f"{decision.by} {decision.past}."
