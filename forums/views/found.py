"""What an address names, if the member may see it. Missing and forbidden look the same."""

from __future__ import annotations

from community.access import Verb
from community.access.http import get_or_404
from community.members.models import Member
from forums import queries
from forums.models import Post, Thread


def thread_or_404(member: Member, pk: int) -> Thread:
    return get_or_404(Thread.objects.select_related("space", "author"), member, Verb.SEE, pk=pk)


def post_or_404(member: Member, pk: int) -> Post:
    """A post that went is still seen by its author, and by nobody else but moderators."""
    return get_or_404(queries.posts(), member, Verb.SEE, pk=pk)
