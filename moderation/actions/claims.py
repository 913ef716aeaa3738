"""Who holds what. A claim is a lease: it runs out by itself, and only its token can decide."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from community.access import Verb, moderated_bands
from community.access.http import require
from community.members.models import Member
from community.realtime.actions import publish
from moderation import states, tiers
from moderation.actions import choosing
from moderation.actions.alarms import answer
from moderation.actions.audit import record
from moderation.actions.exposures import met
from moderation.actions.recusal import unrecused, why_recused
from moderation.events import QueueChanged, queue_topic
from moderation.models import Reviewable, Skip, lease_end
from moderation.models.reviewables import ReviewableQuerySet
from moderation.states import ReviewState

TRIES = 5
MOST_TOGETHER = 20


class NotYours(Exception):
    """The item cannot be claimed now. The message says why, for the moderator."""


def claim(by: Member, pk: int) -> Reviewable:
    """Takes one item. Claiming what one holds gives the same lease again.

    Raises PermissionDenied, or NotYours when somebody else holds it, it is decided, or the
    moderator is recused.
    """
    with transaction.atomic():
        row = Reviewable.objects.select_related("claimed_by").get(pk=pk)
        require(by, Verb.MODERATE, row)
        if row.is_held_now and row.claimed_by_id == by.pk:
            return row
        if not row.is_waiting:
            raise NotYours(f"This is already done: {row.get_state_display().lower()}.")
        if row.is_held_now:
            raise NotYours(f"{row.claimed_by} is looking at this now.")
        if why := why_recused(by, row):
            raise NotYours(why)
        if not _take(by, row, timezone.now()):
            raise NotYours("A colleague was a moment faster.")
        return _claimed(by, row, "picked")


def claim_next(by: Member) -> Reviewable | None:
    """Takes the riskiest item that fits the moderator (`choosing.pick`); None when nothing does."""
    for _ in range(TRIES):
        with transaction.atomic():
            now = timezone.now()
            row = _pick(by, now)
            if row is None:
                return None
            if _take(by, row, now):
                return _claimed(by, row, "next")
    return None


def together(by: Member, row: Reviewable) -> ReviewableQuerySet:
    """The other free items of the same conversation that the moderator may decide."""
    if not row.conversation:
        return Reviewable.objects.none()
    waiting = Reviewable.objects.filter(
        conversation=row.conversation, band__in=moderated_bands(by)
    ).claimable(timezone.now())
    return unrecused(by, waiting).exclude(pk=row.pk)


def claim_together(by: Member, pk: int) -> list[Reviewable]:
    """Takes the other free items of the conversation of an item that the moderator holds, the
    riskiest first; what a colleague takes meanwhile stays theirs.

    Each is a transaction of its own: whoever has written to the log must wait for no other row, as
    a colleague who holds that row waits for the log.
    Raises PermissionDenied, or NotYours when the moderator does not hold the item.
    """
    row = Reviewable.objects.get(pk=pk)
    require(by, Verb.MODERATE, row)
    if not (row.is_held_now and row.claimed_by_id == by.pk):
        raise NotYours("Claim this one first.")
    others = list(together(by, row).riskiest_first()[:MOST_TOGETHER])
    return [one for one in others if _take_along(by, one)]


@transaction.atomic
def _take_along(by: Member, row: Reviewable) -> bool:
    if not _take(by, row, timezone.now()):
        return False
    _claimed(by, row, "together")
    return True


def skip(by: Member, pk: int, token: uuid.UUID, why: str) -> bool:
    """Gives the item back with a reason; “next” does not bring it to this moderator again.

    False when it was not theirs any more. Raises ValidationError without a reason.
    """
    if why not in Skip.Why.values:
        raise ValidationError("Choose why you would rather not decide this one.")
    return _pass_by(by, pk, token, why)


def hand_on(by: Member, pk: int, token: uuid.UUID) -> bool:
    """The same without a reason: nobody is asked, and the log holds none."""
    return _pass_by(by, pk, token, "")


@transaction.atomic
def heartbeat(by: Member, pk: int, token: uuid.UUID) -> datetime | None:
    """Prolongs the lease, within its cap. The new end, or None when it is not theirs any more."""
    now = timezone.now()
    row = (
        Reviewable.objects.select_for_update()
        .filter(pk=pk, claimed_by=by, lease_token=token, lease_expires__gt=now)
        .first()
    )
    if row is None or row.lease_started is None:
        return None
    row.lease_expires = lease_end(row.lease_started, now, tiers.LEASE, tiers.LEASE_CAP)
    row.save(update_fields=["lease_expires"])
    return row.lease_expires


@transaction.atomic
def release(by: Member, pk: int, token: uuid.UUID) -> bool:
    """Gives the item back, without a reason. False when it was not theirs any more."""
    row = _held(by, pk, token)
    if row is None:
        return False
    _give_back(row)
    record(by, "reviewable.released", f"reviewable:{row.pk}", band=row.band)
    publish(queue_topic(row.band), QueueChanged(row.pk))
    return True


@transaction.atomic
def _pass_by(by: Member, pk: int, token: uuid.UUID, why: str) -> bool:
    row = _held(by, pk, token)
    if row is None:
        return False
    _give_back(row)
    Skip.objects.update_or_create(
        reviewable=row, by=by, defaults={"why": why, "skipped_at": timezone.now()}
    )
    act, detail = ("reviewable.skipped", {"why": why}) if why else ("reviewable.handed_on", {})
    record(by, act, f"reviewable:{row.pk}", detail, band=row.band)
    publish(queue_topic(row.band), QueueChanged(row.pk))
    return True


def _held(by: Member, pk: int, token: uuid.UUID) -> Reviewable | None:
    locked = Reviewable.objects.select_for_update()
    return locked.filter(pk=pk, claimed_by=by, lease_token=token).first()


def _give_back(row: Reviewable) -> None:
    row.move(ReviewState(row.rest_state))
    row.save()


def _pick(by: Member, now: datetime) -> Reviewable | None:
    free = choosing.free_for(by, now)
    if connection.features.has_select_for_update_skip_locked:
        free = free.select_for_update(skip_locked=True, of=("self",))
    return choosing.pick(by, free, now)


def _take(by: Member, row: Reviewable, now: datetime) -> bool:
    """One guarded UPDATE: of two who try, the version lets one through."""
    token = uuid.uuid4()
    resting = row.rest_state if row.is_claimed else row.state
    states.check_review(resting, ReviewState.CLAIMED)
    taken = (
        Reviewable.objects.claimable(now)
        .filter(pk=row.pk, version=row.version)
        .update(
            state=ReviewState.CLAIMED,
            rest_state=resting,
            claimed_by=by,
            lease_token=token,
            lease_started=now,
            lease_expires=lease_end(now, now, tiers.LEASE, tiers.LEASE_CAP),
            version=F("version") + 1,
        )
    )
    return bool(taken)


def _claimed(by: Member, row: Reviewable, how: str) -> Reviewable:
    row.refresh_from_db()
    met(by, row)
    detail = {"how": how, "tier": row.tier}
    if row.tier in tiers.CALLING:
        answer(by, item=row)
    record(by, "reviewable.claimed", f"reviewable:{row.pk}", detail, band=row.band)
    publish(queue_topic(row.band), QueueChanged(row.pk))
    return row
