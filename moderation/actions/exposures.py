"""Counts what somebody opened, in the transaction of the claim."""

from __future__ import annotations

from django.utils import timezone

from community.members.models import Member
from moderation import categories
from moderation.models import Exposure, Pause, Reviewable
from moderation.wellbeing import weight_of


def met(by: Member, row: Reviewable) -> Exposure:
    """Whoever takes something is back from their break."""
    now = timezone.now()
    Pause.objects.filter(member=by, ended_at=None).update(ended_at=now)
    about = categories.named(row.categories)
    return Exposure.objects.create(
        member=by,
        reviewable=row,
        weight=weight_of(row.tier),
        category=about[0] if about else "",
        at=now,
    )
