"""How fast one person may write."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from community.members.models import Member
from forums.models import Post

WINDOW = timedelta(minutes=1)


class TooFast(Exception):
    """More posts in a minute than one person may send. The message is for that person."""


def check_pace(member: Member) -> None:
    """Raises TooFast. Counted in the database, so that all processes count alike."""
    recent = Post.objects.filter(author=member, created__gt=timezone.now() - WINDOW).count()
    if recent >= settings.POSTS_PER_MINUTE:
        raise TooFast(
            "You have sent several posts in a minute. Your text is kept: send it again soon."
        )
