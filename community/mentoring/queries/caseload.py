"""Whom a mentor looks after, by need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from community.access import Verb, can, readable
from community.members.models import Member, Pairing
from community.members.queries import with_rights
from community.safety.queries import unseen_by
from forums.models import Post, ReadMarker
from forums.states import State
from moderation.models import CrisisCase
from moderation.states import CaseState

# Somebody asked, and nobody of the others has said anything for so long.
NO_REPLY = timedelta(hours=6)
# Older than this it is no question any more that waits for an answer.
STILL_NEW = timedelta(days=14)
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Charge:
    """One member whom a mentor looks after, as this viewer may see it.

    last: when they wrote or read last, as far as the viewer may know. unanswered: the oldest of
    their posts to which nobody has replied. case: an open one, for those who may know of it.
    """

    pairing: Pairing
    last: datetime | None
    unanswered: Post | None
    case: CrisisCase | None

    @property
    def member(self) -> Member:
        return self.pairing.member

    @property
    def last_words(self) -> str:
        """How long ago, coarsely: a mentor looks after people and does not watch them."""
        if self.last is None:
            return "Not seen yet"
        days = (timezone.now() - self.last).days
        steps = ((1, "Here today"), (7, "Here this week"), (31, "Here this month"))
        return next((said for most, said in steps if days < most), "Away for over a month")

    @property
    def ends_soon(self) -> bool:
        return self.pairing.until < timezone.now() + SOON

    @property
    def need(self) -> tuple[bool, bool, datetime, datetime]:
        """Whoever needs somebody most comes first."""
        long_ago = timezone.now() - timedelta(days=10_000)
        waits = self.unanswered.published_at if self.unanswered else None
        return (
            self.case is None,
            self.unanswered is None,
            waits or long_ago,
            self.last or long_ago,
        )


def caseload(viewer: Member, mentor_id: int) -> list[Charge]:
    """Whom the mentor looks after, by need, without those whom the viewer may not know of; in at
    most eight queries, however many they are.
    """
    rows = Pairing.objects.standing().filter(mentor=mentor_id).select_related("member", "mentor")
    seen = [row for row in rows if can(viewer, Verb.SEE, row)]
    ids = [row.member_id for row in seen]
    if not ids:
        return []
    with_rights(row.member for row in seen)
    last = _last_here(viewer, ids)
    waiting = _unanswered(viewer, ids)
    cases = _open_cases(viewer, ids)
    charges = [
        Charge(row, last.get(row.member_id), waiting.get(row.member_id), cases.get(row.member_id))
        for row in seen
    ]
    return sorted(charges, key=lambda one: one.need)


def _last_here(viewer: Member, ids: Sequence[int]) -> dict[int, datetime]:
    """When they wrote, where the viewer reads; and when they read, unless they are not shown to
    the viewer as being here.
    """
    wrote = _published(viewer).filter(author__in=ids).values_list("author")
    found = dict(wrote.annotate(at=Max("published_at")))
    shown = set(ids) - unseen_by(viewer)
    markers = ReadMarker.objects.filter(member__in=shown).values_list("member")
    for pk, at in markers.annotate(at=Max("at")):
        found[pk] = max(at, found.get(pk, at))
    return found


def _unanswered(viewer: Member, ids: Sequence[int]) -> dict[int, Post]:
    now = timezone.now()
    others = Post.objects.filter(
        thread=OuterRef("thread"), state=State.PUBLISHED, placed_at__gt=OuterRef("placed_at")
    ).exclude(author=OuterRef("author"))
    posts = _published(viewer).filter(
        author__in=ids, published_at__lt=now - NO_REPLY, published_at__gt=now - STILL_NEW
    )
    posts = posts.filter(thread__locked=False, thread__space__archived=False)
    found: dict[int, Post] = {}
    for post in (
        posts.exclude(Exists(others)).select_related("thread__space").order_by("published_at", "pk")
    ):
        found.setdefault(post.author_id, post)
    return found


def _published(viewer: Member) -> QuerySet[Post]:
    return Post.objects.filter(
        readable(viewer, "thread__space__"),
        state=State.PUBLISHED, nameless=False, thread__state=State.PUBLISHED,
    )  # fmt: skip


def _open_cases(viewer: Member, ids: Sequence[int]) -> dict[int, CrisisCase]:
    """Only for those who would see the case itself."""
    cases = CrisisCase.objects.filter(member__in=ids).exclude(state=CaseState.CLOSED)
    return {case.member_id: case for case in cases if can(viewer, Verb.SEE, case)}
