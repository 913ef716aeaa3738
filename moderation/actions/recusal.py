"""Who had a part in an item leaves it to others. The rule, asked from both of its ends."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from community.members.models import Member
from moderation.models import Decision, Flag
from moderation.models.reviewables import ReviewableQuerySet
from moderation.states import ReviewState

# Another look is another person's look.
SECOND_LOOK = (ReviewState.ESCALATED, ReviewState.AWAITING_SECOND, ReviewState.APPEALED)


def unrecused(by: Member, rows: ReviewableQuerySet) -> ReviewableQuerySet:
    """Without what the moderator wrote, reported, or decided first."""
    reported = Flag.objects.filter(reviewable=OuterRef("pk"), reporter=by, answered_at=None)
    decided = Decision.objects.filter(reviewable=OuterRef("pk"), by=by)
    return (
        rows.exclude(author=by)
        .exclude(Exists(reported))
        .exclude(Q(rest_state__in=SECOND_LOOK) & Exists(decided))
    )


def without_recused(people: QuerySet[Member]) -> QuerySet[Member]:
    """The same for a query of people inside one of reviewables: who has no part in the row."""
    row, person = OuterRef(OuterRef("pk")), OuterRef("pk")
    reported = Flag.objects.filter(reviewable=row, reporter=person, answered_at=None)
    decided = Decision.objects.filter(
        reviewable=row, by=person, reviewable__rest_state__in=SECOND_LOOK
    )
    return people.exclude(pk=OuterRef("author")).exclude(Exists(reported)).exclude(Exists(decided))
