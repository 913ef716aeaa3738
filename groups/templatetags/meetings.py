"""When a session is, in the words of a calendar on the wall. Times are in the member's zone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format

from groups.models import CheckIn, Session
from groups.models.records import MOST
from groups.plots import Pair, Plot

register = template.Library()


@register.filter
def day_words(moment: datetime) -> str:
    """Today, Tomorrow, Yesterday, or the day by name."""
    day = timezone.localtime(moment).date()
    away = (day - timezone.localdate()).days
    near = {0: "Today", 1: "Tomorrow", -1: "Yesterday"}
    return near.get(away) or _named(day)


@register.filter
def on_day(moment: datetime) -> str:
    """As `day_words`, within a sentence: opens today, opens on Thursday 26 November."""
    words = day_words(moment)
    return words.lower() if " " not in words else f"on {words}"


@register.filter
def meeting_time(session: Session) -> str:
    """For example: Today, 19:00 to 20:30."""
    starts, ends = session.starts_at, session.ends_at
    return f"{day_words(starts)}, {_clock(starts)} to {_clock(ends)}"


@register.filter
def clock(moment: datetime) -> str:
    return _clock(moment)


def _named(day: date) -> str:
    pattern = "l j F" if day.year == timezone.localdate().year else "l j F Y"
    return date_format(day, pattern)


def _clock(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "H:i")


@register.inclusion_tag("groups/_scale.html")
def scale(name: str, label: str, low: str, high: str, given: CheckIn | None) -> dict[str, object]:
    """Eleven steps from 0 to 10, none of them chosen beforehand."""
    chosen = getattr(given, name) if given else None
    words = {"name": name, "label": label, "low": low, "high": high}
    return {**words, "numbers": range(MOST + 1), "chosen": chosen}


@register.filter
def by_meeting(plots: Sequence[Plot]) -> list[tuple[Pair, ...]]:
    """The pairs of all plots, meeting by meeting."""
    return list(zip(*(plot.pairs for plot in plots), strict=True))
