"""Who had a part in an item leaves it to others. The rule, asked from both of its ends."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from community.members.models import Member, Pairing
from moderation.models import Decision, Flag, Part, Reviewable
from moderation.models.reviewables import ReviewableQuerySet
from moderation.states import ReviewState

# Another look is another person's look.
SECOND_LOOK = (ReviewState.ESCALATED, ReviewState.AWAITING_SECOND, ReviewState.APPEALED)


TOOK_PART = "You took part in this, so somebody else looks at it."
MENTORED = "You are its author's mentor, or were when it came, so somebody else looks at it."


def unrecused(by: Member, rows: ReviewableQuerySet) -> ReviewableQuerySet:
    """Without what the moderator wrote, had a part in, reported, or decided first, and without the
    words of those whose mentor they are.
    """
    reported = Flag.objects.filter(reviewable=OuterRef("pk"), reporter=by, answered_at=None)
    decided = Decision.objects.filter(reviewable=OuterRef("pk"), by=by)
    return (
        not_apart(by, rows)
        .exclude(author=by)
        .exclude(Exists(reported))
        .exclude(Q(rest_state__in=SECOND_LOOK) & Exists(decided))
        .exclude(Exists(mentored(by.pk, OuterRef("author"), OuterRef("opened_at"))))
    )


def without_recused(people: QuerySet[Member]) -> QuerySet[Member]:
    """The same for a query of people inside one of reviewables: who has no part in the row."""
    row, person = OuterRef(OuterRef("pk")), OuterRef("pk")
    reported = Flag.objects.filter(reviewable=row, reporter=person, answered_at=None)
    decided = Decision.objects.filter(
        reviewable=row, by=person, reviewable__rest_state__in=SECOND_LOOK
    )
    part = Part.objects.filter(reviewable=row, member=person)
    author, opened = OuterRef(OuterRef("author")), OuterRef(OuterRef("opened_at"))
    return (
        people.exclude(pk=OuterRef("author"))
        .exclude(Exists(part))
        .exclude(Exists(reported))
        .exclude(Exists(decided))
        .exclude(Exists(mentored(person, author, opened)))
    )


def why_recused(by: Member, row: Reviewable) -> str:
    """In words for the moderator; nothing for who had no part."""
    if unrecused(by, Reviewable.objects.filter(pk=row.pk)).exists():
        return ""
    looks_after = mentored(by.pk, row.author_id, row.opened_at).exists()
    return MENTORED if looks_after else TOOK_PART


def without_mentored(by: Member, rows: ReviewableQuerySet) -> ReviewableQuerySet:
    """For lists: without the words of those whom the moderator looks after now. One who does so is
    led past them, as past their own.
    """
    now = Pairing.objects.standing().filter(mentor=by)
    return rows.exclude(author__in=now.values("member"))


def mentored(mentor: Any, author: Any, opened: Any) -> QuerySet[Pairing]:
    """Since it came: giving a member to a colleague frees nobody to decide about them."""
    pairings = Pairing.objects.overlapping(opened)
    return pairings.filter(mentor=mentor, member=author)


def not_apart(by: Member, rows: ReviewableQuerySet) -> ReviewableQuerySet:
    """Without what somebody had a part in: who reported it, and what was said, is kept from them as
    it is from whom it is about."""
    return rows.exclude(pk__in=_parts_of(by))


def seen_through(by: Member, path: str = "reviewable") -> Q:
    """The same for a query of what points to items by `path`: to filter by."""
    return ~Q(**{f"{path}__author": by}) & ~Q(**{f"{path}__in": _parts_of(by)})


def kept_from(by: Member) -> list[int]:
    """Numbers of the items that the log does not tell somebody of."""
    rows = Reviewable.objects.filter(Q(author=by) | Q(parts__member=by))
    return list(rows.values_list("pk", flat=True).distinct())


def _parts_of(by: Member) -> QuerySet[Part, int]:
    """Looked up once a query, whatever the number of rows."""
    return Part.objects.filter(member=by).values_list("reviewable", flat=True)
