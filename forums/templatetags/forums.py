"""How the forum's pages say times, numbers and beginnings."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format

from forums.models import Thread

register = template.Library()

SOON_AFTER = timedelta(minutes=1)
_markdown_signs = re.compile(r"[*_`>#\[\]~]+|\(https?://\S+?\)")


@register.filter
def heading_for(thread: Thread, reader: Any) -> str:
    """Fragments that are made for everybody name no reader."""
    return thread.heading_for(reader or None)


@register.filter
def ago(when: datetime | None) -> str:
    """Just now, 5 min ago, 3 h ago, yesterday, then the date. The page keeps it current."""
    if when is None:
        return ""
    passed = timezone.now() - when
    if passed < SOON_AFTER:
        return "just now"
    if passed < timedelta(hours=1):
        return f"{passed.seconds // 60} min ago"
    if passed < timedelta(days=1):
        return f"{passed.seconds // 3600} h ago"
    if passed < timedelta(days=2):
        return "yesterday"
    form = "j F" if passed < timedelta(days=300) else "j F Y"
    return date_format(timezone.localtime(when), form)


@register.filter
def within(until: datetime | None, since: datetime) -> str:
    """How long something usually takes, in whole hours: "within 2 hours"; empty when it is past."""
    if until is None or until <= timezone.now():
        return ""
    minutes = (until - since).total_seconds() / 60
    if minutes <= 50:
        return f"within {max(5, math.ceil(minutes / 5) * 5)} minutes"
    hours = math.ceil(minutes / 60 - 0.1)
    return "within an hour" if hours == 1 else f"within {hours} hours"


@register.filter
def beginning(body: str | None, longest: int = 150) -> str:
    """The first words of a Markdown text, as plain text."""
    plain = re.sub(r"\s+", " ", _markdown_signs.sub("", body or "")).strip()
    if len(plain) <= longest:
        return plain
    return plain[:longest].rsplit(" ", 1)[0].rstrip(",;:.") + " …"


@register.filter
def keys(ids: tuple[int, ...]) -> str:
    """Ids for a data attribute: ",3,7," so that one of them is found by its commas."""
    return "," + "".join(f"{key}," for key in ids)
