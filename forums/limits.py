"""How fast one person may write."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from community.members.models import Limit, Member
from forums.models import Post

WINDOW = timedelta(minutes=1)
# Of somebody who is slowed down for a while.
SLOW_GAP = timedelta(minutes=10)


class TooFast(Exception):
    """More posts in a minute than one person may send. The message is for that person."""


def check_pace(member: Member) -> None:
    """Raises TooFast. Counted in the database, so that all processes count alike."""
    if member.is_limited(Limit.Kind.SLOW):
        _check_slow(member)
    recent = Post.objects.filter(author=member, created__gt=timezone.now() - WINDOW).count()
    if recent >= settings.POSTS_PER_MINUTE:
        raise TooFast(
            "You have sent several posts in a minute. Your text is kept: send it again soon."
        )


def _check_slow(member: Member) -> None:
    last = Post.objects.filter(author=member).order_by("-created").first()
    if last is None or last.created <= timezone.now() - SLOW_GAP:
        return
    again = timezone.localtime(last.created + SLOW_GAP)
    raise TooFast(
        f"You can send one post in ten minutes for a while: the next one from {again:%H:%M} on. "
        "Your text is kept."
    )
