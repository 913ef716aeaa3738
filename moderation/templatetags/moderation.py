"""The report control, and deadlines in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone

from community.members.bands import Band
from moderation import wording
from moderation.labels import for_the_team
from moderation.models import Reviewable

register = template.Library()
SOON_MIN = 30


@register.inclusion_tag("moderation/_flag_menu.html")
def flag_menu(kind: str, pk: int, author: int = 0) -> dict[str, Any]:
    """Two ways in, in two actions, and a way to keep the author away. Links, so that it fits
    fragments that are sent to everybody.
    """
    return {"kind": kind, "pk": pk, "author": author}


def _minutes(due: datetime) -> int:
    seconds = (due - timezone.now()).total_seconds()
    return int(seconds // 60) if seconds >= 0 else -int(-seconds // 60)


@register.filter
def left(due: datetime) -> str:
    """ "18 min left", "2 h over"."""
    return wording.left(_minutes(due))


@register.filter
def urgency(due: datetime) -> str:
    """`over`, `soon` or `later`."""
    minutes = _minutes(due)
    return "over" if due < timezone.now() else "soon" if minutes < SOON_MIN else "later"


@register.filter
def order_key(row: Reviewable) -> str:
    """Sorts as the queue does: tier, deadline, score from high to low."""
    return f"{row.tier}|{row.due_first_look:%Y%m%d%H%M%S%f}|{1 - row.score:.6f}|{row.pk:012d}"


@register.filter
def team_label(reason: dict[str, Any]) -> str:
    """ "May not be safe"."""
    return for_the_team(reason)


@register.filter
def duration(minutes: float | None) -> str:
    """ "18 min"; nothing for nothing."""
    return "" if minutes is None else wording.duration(minutes)


@register.filter
def band(name: str) -> str:
    """ "13–15", "Adults"."""
    return str(Band(name).label).capitalize()


@register.filter
def finding(code: str) -> str:
    """`toxicity.insult` → “Unkind: insult”."""
    return wording.label(code)


@register.filter
def share(part: int, whole: int) -> str:
    """ "about half of": how much of somebody's share was used."""
    return wording.share(part / whole)


@register.filter
def lasting(length: timedelta) -> str:
    """ "20 minutes", "1 hour"."""
    return wording.length(length)
