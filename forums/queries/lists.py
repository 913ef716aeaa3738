"""Lists of places: spaces, the conversations of a space, those a member follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from community.access import readable
from community.members.models import Member
from community.safety.queries import kept_away, reading_of
from forums.models import NAMELESS, Draft, Follow, Post, ReadMarker, Space, Thread
from forums.states import WAITING, State

THREADS_A_PAGE = 20
_by = Case(
    When(nameless=True, then=Value(0)), default=F("author_id"), output_field=BigIntegerField()
)
_byline = Case(When(nameless=True, then=Value(NAMELESS)), default=F("author__display_name"))


@dataclass(frozen=True)
class SpacePage:
    space: Space
    threads: list[Thread]
    page: Page[Thread]
    draft: Draft | None


def spaces_of(member: Member) -> list[Space]:
    """The spaces that exist for the member, with what goes on in each. One query."""
    published = Q(threads__state=State.PUBLISHED)
    unread = _rows_for(member).filter(
        space=OuterRef("pk"), state=State.PUBLISHED, follows__member=member, unread=True
    )
    return list(
        Space.objects.filter(readable(member))
        .annotate(
            thread_count=Count("threads", filter=published),
            last_reply=Max("threads__last_reply", filter=published),
            unread=Exists(unread),
        )
        .order_by("position", "name")
    )


def space_page(member: Member, space: Space, number: int | str | None) -> SpacePage:
    """Conversations of the space, pinned ones first, then those with the latest reply."""
    rows = (
        _rows_for(member)
        .filter(Q(state=State.PUBLISHED) | Q(author=member, state__in=WAITING), space=space)
        .order_by("-pinned", "-last_reply", "-pk")
    )
    page = Paginator(rows, THREADS_A_PAGE).get_page(number)
    draft = Draft.objects.filter(member=member, space=space).first()
    return SpacePage(space, _marked(member, page.object_list), page, draft)


def thread_rows() -> QuerySet[Thread]:
    """Conversations with what a row shows: who started, who spoke last, how it began."""
    seen = Post.objects.filter(thread=OuterRef("pk"), state=State.PUBLISHED)
    latest = seen.order_by("-placed_at", "-pk")
    return Thread.objects.select_related("space", "author").annotate(
        last_author=Subquery(latest.values(name=_byline)[:1]),
        last_author_id=Subquery(latest.values(number=_by)[:1]),
        beginning=Subquery(seen.filter(opener=True).values("body")[:1]),
        content_note=Subquery(seen.filter(opener=True).values("content_note")[:1]),
    )


def followed_threads(member: Member, count: int) -> list[Thread]:
    """The conversations that the member follows, unread ones first, then the latest. One query."""
    rows = _rows_for(member).filter(
        readable(member, "space__"),
        state=State.PUBLISHED,
        follows__in=Follow.objects.filter(member=member),
    )
    return _marked(member, rows.order_by("-unread", "-last_reply", "-pk")[:count])


def own_waiting_posts(member: Member) -> list[Post]:
    """The member's own posts that wait for a moderator or for themselves, newest first; those of
    spaces that they have left are on the page of what is held.
    """
    return list(
        Post.objects.select_related("thread__space")
        .filter(readable(member, "thread__space__"), author=member, state__in=WAITING)
        .order_by("-created")[:10]
    )


def _marked(member: Member, rows: Iterable[Thread]) -> list[Thread]:
    """Says of each whether somebody started it whom the member keeps away."""
    threads, away = list(rows), kept_away(member)
    for thread in threads:
        note = getattr(thread, "content_note", "") if thread.author_id != member.pk else ""
        thread.avoided = bool(note) and reading_of(member).avoids(note)  # type: ignore[attr-defined]
        thread.kept = "" if thread.nameless else away.get(thread.author_id, "")  # type: ignore[attr-defined]
    return threads


def _rows_for(member: Member) -> QuerySet[Any]:
    """Adds the quiet dot: something is new since they read it; never where they never were."""
    read = ReadMarker.objects.filter(member=member, thread=OuterRef("pk")).values("seq")[:1]
    return thread_rows().annotate(
        read_seq=Subquery(read),
        unread=Case(
            When(read_seq__isnull=False, read_seq__lt=F("last_post_seq"), then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        ),
    )
