"""What "Today" shows: asked of each part of the house, one question each."""

from __future__ import annotations

from typing import Any

from django.db import connection

from community.members.models import Member
from community.notices.queries import unread
from community.resources.queries import suggestion_for
from forums.queries import followed_threads, own_waiting_posts
from groups.queries import my_groups

THREADS_SHOWN = 5
NOTICES_SHOWN = 3


def today(member: Member) -> dict[str, Any]:
    """The context of the Today page. The number of queries does not grow with the community."""
    held = own_waiting_posts(member)
    return {
        "care": any(post.care for post in held),
        "card": my_groups(member).next,
        "threads": followed_threads(member, THREADS_SHOWN),
        "held": held,
        "resource": suggestion_for(member),
        "notices": unread(member)[:NOTICES_SHOWN],
    }


def sample_people() -> list[Member]:
    """A few members for the style guide."""
    return list(Member.objects.order_by("pk")[:4])


def touch_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
