"""How the readable part of an export says things."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format

register = template.Library()


@register.filter
def as_words(name: str) -> str:
    """`created_at` → “Created at”."""
    return name.replace("_", " ").capitalize()


@register.filter
def as_value(value: Any) -> str:
    if value is True or value is False:
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return str(value)
