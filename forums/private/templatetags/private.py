"""The way to somebody's letterbox, where there is one for the reader."""

from __future__ import annotations

from typing import Any

from django import template

from community.access import Verb, can
from community.members.models import Member
from forums.private.boxes import box_and_history
from forums.private.queries import between

register = template.Library()


@register.inclusion_tag("private/_write_to.html")
def write_to(reader: Member, person: Member) -> dict[str, Any]:
    """Nothing at all for youth, about youth, and without two open boxes."""
    if reader.is_youth or person.is_youth or reader == person:
        return {"person": None}
    box, wrote = box_and_history(person, reader)
    offered = can(reader, Verb.WRITE, box) or (wrote and between(reader, person))
    return {"person": person if offered else None}
