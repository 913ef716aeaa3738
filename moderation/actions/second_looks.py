"""Has a random share of decisions judged again by somebody who does not know them."""

from __future__ import annotations

import random

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from community.access import Verb, can, moderated_bands
from community.access.ground import CASEWORK
from community.access.http import require
from community.members.models import Member
from community.members.queries import staff
from community.notices.actions import notify
from moderation import wording
from moderation.actions.audit import record
from moderation.actions.recusal import mentored, seen_through
from moderation.content import manner_of
from moderation.models import Decision, Flag, SecondLook
from moderation.screening.policy import current
from moderation.states import DecisionAction

_dice = random.SystemRandom()
# Passing on judges nothing.
JUDGING = frozenset(DecisionAction) - {DecisionAction.ESCALATE}


def draw(decision: Decision) -> SecondLook | None:
    """Draws for one decision; None when it was not drawn."""
    row = decision.reviewable
    # Without words of their own there is nothing that could be judged blindly.
    judged = decision.action in JUDGING and manner_of(row.kind).shown
    fits = settings.RANDOM_LOOKS and judged
    if not fits or _dice.random() >= current().second_looks:
        return None
    return SecondLook.objects.create(decision=decision, band=row.band, author=row.author)


def next_for(by: Member) -> SecondLook | None:
    """The oldest that this moderator may judge: not their own words, report or decision, and not
    the words of somebody whom they look after.
    """
    about = OuterRef("decision__reviewable")
    mine = Decision.objects.filter(reviewable=about, by=by)
    reported = Flag.objects.filter(reviewable=about, reporter=by)
    waiting = SecondLook.objects.filter(answered_at=None, band__in=moderated_bands(by))
    free = waiting.exclude(author=by).filter(seen_through(by, "decision__reviewable"))
    free = free.exclude(Exists(mine)).exclude(Exists(reported))
    opened = OuterRef("decision__reviewable__opened_at")
    free = free.exclude(Exists(mentored(by.pk, OuterRef("author"), opened)))
    return free.select_related("decision__reviewable", "author").first()


@transaction.atomic
def judge(by: Member, pk: int, *, may_stay: bool) -> SecondLook:
    """Takes the answer; where the two differ a lead is told, who may look at the item again.

    Raises PermissionDenied for somebody who took part, or when it was answered meanwhile.
    """
    look = SecondLook.objects.select_related("decision__reviewable").get(pk=pk)
    require(by, Verb.MODERATE, look)
    row = look.decision.reviewable
    part = Decision.objects.filter(reviewable=row, by=by).exists()
    part = part or mentored(by.pk, look.author_id, row.opened_at).exists()
    free = SecondLook.objects.filter(pk=pk, answered_at=None)
    now = timezone.now()
    if part or not free.update(by=by, may_stay=may_stay, answered_at=now):
        raise PermissionDenied("Somebody else has judged this, or you took part in it.")
    look.by, look.may_stay, look.answered_at = by, may_stay, now
    target = f"reviewable:{look.decision.reviewable_id}"
    record(by, "second_look.judged", target, {"may_stay": may_stay}, band=look.band)
    if not look.agrees:
        _tell_leads(look)
    return look


def _tell_leads(look: SecondLook) -> None:
    for lead in staff(CASEWORK):
        if lead.pk not in (look.by_id, look.decision.by_id) and can(lead, Verb.MODERATE, look):
            notify(
                lead,
                kind="second_look",
                title="Two of us judged the same words differently",
                body="Nobody did wrong: it is worth talking about.",
                link=wording.queue_link(look.decision.reviewable),
                band=look.band,
            )
