"""A random share of what nothing flagged comes before a moderator too.

Only so can anybody tell what the filter misses. The share is larger where the score is higher
(strata of the policy pack) and is kept with the item, so that what was found can be weighed back
to all that was written (the estimator of Horvitz and Thompson, 1952).
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from django.conf import settings

from community.members.models import Member
from moderation.actions.intake import open_reviewable
from moderation.models import Reviewable
from moderation.screening.policy import current
from moderation.tiers import Tier

if TYPE_CHECKING:
    from moderation.screening import Verdict

_dice = random.SystemRandom()


def sample(kind: str, pk: int, *, band: str, author: Member, verdict: Verdict) -> Reviewable | None:
    """Draws for one item that was published without a finding; None when it was not drawn."""
    if not settings.RANDOM_LOOKS:
        return None
    share = current().sample_share(verdict.score)
    if _dice.random() >= share:
        return None
    row = open_reviewable(
        kind, pk, band=band, author=author, verdict=verdict, tier=Tier.P4, source="sample"
    )
    row.sampled_share = share
    row.save(update_fields=["sampled_share"])
    return row
