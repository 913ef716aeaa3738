"""Search: only in what the member may read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Q

from community.access import readable
from community.members.models import Member
from community.safety.queries import kept_away, reading_of
from forums.models import Post
from forums.queries.conversations import posts
from forums.states import State

FOUND_A_PAGE = 20
MOST_WORDS = 8
EXCERPT = 180


@dataclass(frozen=True)
class Found:
    """without: whether posts of people whom the member keeps away were left out."""

    text: str
    page: Page[Post] | None
    without: bool = False


def find(member: Member, text: str, number: int | str | None, *, everybody: bool = False) -> Found:
    """Published posts that hold every word, in their text or their conversation's title; those of
    people whom the member keeps away only if `everybody` is asked for.
    """
    words = text.split()[:MOST_WORDS]
    if not words:
        return Found(text, None)
    found = posts().filter(
        readable(member, "thread__space__"),
        state=State.PUBLISHED,
        thread__state=State.PUBLISHED,
    )
    away = {} if everybody else kept_away(member)
    if away:
        found = found.exclude(author__in=list(away), nameless=False)
    for word in words:
        in_title = Q(thread__title__icontains=word, thread__title_shown=True, opener=True)
        found = found.filter(Q(body__icontains=word) | in_title)
    page = Paginator(found.order_by("-placed_at", "-pk"), FOUND_A_PAGE).get_page(number)
    for post in page.object_list:
        post.excerpt = excerpt(post.body, words)  # type: ignore[attr-defined]
        note = post.content_note if post.author_id != member.pk else ""
        post.avoided = bool(note) and reading_of(member).avoids(note)  # type: ignore[attr-defined]
    return Found(text, page, without=bool(away))


def excerpt(body: str, words: list[str]) -> str:
    """The part of the text around the first word that is found in it, without Markdown's signs."""
    plain = re.sub(r"[*_`>#\[\]]+|\(https?://\S+\)", "", body)
    plain = re.sub(r"\s+", " ", plain).strip()
    places = [place for word in words if (place := plain.lower().find(word.lower())) >= 0]
    start = max(0, min(places, default=0) - EXCERPT // 3)
    if start:
        start = plain.find(" ", start) + 1
    piece = plain[start : start + EXCERPT]
    return ("… " if start else "") + piece + (" …" if start + EXCERPT < len(plain) else "")
