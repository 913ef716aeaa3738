"""`@Name` reaches people who can read the space, and nobody else."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower

from community.access import Verb, can
from community.members.bands import Band
from community.members.models import Member
from community.notices.actions import notify
from community.safety.queries import who_hear
from forums.markdown import names_in
from forums.models import Post, Space

MOST_MENTIONED = 10


def mentioned(space: Space, text: str) -> list[Member]:
    """The readers of the space who are named. A name from beyond the wall stays plain text."""
    names = {name.lower() for name in names_in(text)}
    if not names:
        return []
    candidates: QuerySet[Any] = (
        Member.objects.annotate(lowered=Lower("display_name"))
        .filter(is_active=True, lowered__in=names)
        .order_by("pk")[: MOST_MENTIONED * len(Band)]
    )
    return [one for one in candidates if can(one, Verb.SEE, space)][:MOST_MENTIONED]


def tell_mentioned(post: Post) -> None:
    """One notice to each reader who is named and does not keep the author away. Called when the
    post is first seen.
    """
    space = post.thread.space
    named = [one for one in mentioned(space, post.body) if one.pk != post.author_id]
    for member in who_hear(post.author, named, space.age_band) if named else ():
        notify(
            member,
            kind="mention",
            title=f"{post.author.display_name} mentioned you",
            body=post.thread.heading,
            link=post.get_absolute_url(),
            band=space.band,
        )
