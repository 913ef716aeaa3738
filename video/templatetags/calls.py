"""Figures of calls, as people write them."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def percent(share: float) -> str:
    """0 to 1 as per cent: one digit after the point while it is small."""
    return f"{share:.1%}" if 0 < share < 0.1 else f"{share:.0%}"


@register.filter
def whole(number: float) -> str:
    """Rounded, with thin groups of three: 12,400."""
    return f"{number:,.0f}"
