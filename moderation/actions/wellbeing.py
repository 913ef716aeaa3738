"""How a moderator looks after themselves: settings of their own, and breaks."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from community.access import Verb
from community.access.http import require
from community.members.models import Member
from moderation import categories
from moderation.actions.audit import record
from moderation.actions.claims import release
from moderation.models import Pause, Reviewable, Wellbeing
from moderation.states import ReviewState
from moderation.wellbeing import A_DAY, A_WEEK, Veil


@transaction.atomic
def look_after(
    by: Member,
    *,
    veil: str = Veil.SEVERE,
    spared: Iterable[str] = (),
    shares_spared: bool = False,
    a_day: int = A_DAY,
    a_week: int = A_WEEK,
) -> Wellbeing:
    """Stores what a moderator chose for themselves. The log says that they did, never what.

    spared: names of `categories.Category`. Raises PermissionDenied, or ValidationError.
    """
    chosen = Wellbeing(
        member=by, veil=veil, shares_spared=shares_spared, a_day=a_day, a_week=a_week
    )
    require(by, Verb.EDIT, chosen)
    try:
        chosen.spared = categories.bits(spared)
    except ValueError:
        raise ValidationError({"spared": "Choose from the list."}) from None
    chosen.clean_fields()
    chosen.save()
    record(by, "wellbeing.changed", f"member:{by.pk}")
    return chosen


@transaction.atomic
def take_break(by: Member) -> Pause:
    """Starts a break; what the person holds goes back, so that nobody waits for them."""
    require(by, Verb.EDIT, Wellbeing(member=by))
    pause, _ = Pause.objects.get_or_create(member=by, ended_at=None)
    for row in Reviewable.objects.filter(claimed_by=by, state=ReviewState.CLAIMED):
        assert row.lease_token is not None
        release(by, row.pk, row.lease_token)
    return pause


def end_break(by: Member) -> bool:
    """False when there was none."""
    ended = Pause.objects.filter(member=by, ended_at=None).update(ended_at=timezone.now())
    return bool(ended)
