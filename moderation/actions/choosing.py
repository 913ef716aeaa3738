"""What “next” brings to whom, so that the work is shared and nobody has to see what they asked to
be spared, while nothing waits for ever.

Nothing here loops over the queue: each question is one query along its index, and their number does
not depend on how much waits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable, CombinedExpression
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, GreaterThan

from community.access import moderated_bands
from community.members.bands import Band
from community.members.models import Member
from moderation import loads, states, tiers
from moderation.actions.recusal import unrecused, without_recused
from moderation.loads import Lately
from moderation.lookups import OneOf
from moderation.models import PullCount, Reviewable, Skip
from moderation.models.reviewables import ReviewableQuerySet
from moderation.tiers import Tier
from moderation.wellbeing import LIGHTER, SEVERE, URGENT


class Others(StrEnum):
    """Whether somebody else will take an urgent item."""

    MAY = "may"
    LATE = "late"
    CANNOT = "cannot"


@dataclass(frozen=True)
class Offer:
    """Something urgent that “next” does not bring to this person: theirs to take if they choose."""

    row: Reviewable
    others: Others

    @property
    def asks_first(self) -> bool:
        return self.others is not Others.MAY


def pick(by: Member, free: ReviewableQuerySet, now: datetime) -> Reviewable | None:
    """The next of the `free` rows for this person. Within P2 to P4 every fifth is the oldest."""
    me = loads.own(by, now)
    if me.had_enough:
        free = free.filter(tier__in=LIGHTER)
    fitting = fitting_for(me, free)
    first = _sooner(fitting.riskiest_first().first(), _first_left_by_all(me, free, now), now)
    if first is None:
        return None
    if _lighter_before(first, me, now):
        lighter = fitting.filter(tier__in=LIGHTER).riskiest_first().first()
        if lighter:
            return lighter
    if first.tier not in tiers.AGEING or _count_pull() % tiers.OLDEST_EVERY:
        return first
    return _oldest(fitting) or first


def _oldest(fitting: ReviewableQuerySet) -> Reviewable | None:
    """Of those that age. Asked tier by tier, since a search through all would pass by whatever is
    older and more urgent.
    """
    found = [
        fitting.filter(OneOf("tier", [tier])).order_by("opened_at", "pk").first()
        for tier in sorted(tiers.AGEING)
    ]
    return min(filter(None, found), key=lambda row: (row.opened_at, row.pk), default=None)


def fitting_for(me: Lately, free: ReviewableQuerySet) -> ReviewableQuerySet:
    """Without what this person skipped or handed on, and without what they asked to be spared."""
    skipped = Skip.objects.filter(reviewable=OuterRef("pk"), by=me.member)
    free = free.exclude(Exists(skipped))
    return free.exclude(_about(me.settings.spared)) if me.settings.spared else free


def free_for(by: Member, now: datetime) -> ReviewableQuerySet:
    """What this person may claim at all."""
    return unrecused(by, Reviewable.objects.filter(band__in=moderated_bands(by)).claimable(now))


def offer(me: Lately, now: datetime) -> Offer | None:
    """For somebody who has had enough: what is urgent. For others: what they asked to be spared and
    nobody has taken in time."""
    if not (me.had_enough or me.settings.spared):
        return None
    free, late = free_for(me.member, now), Q(due_first_look__lte=now)
    spared = Q(_about(me.settings.spared))
    left = None
    if me.had_enough:
        urgent = Q(tier__in=URGENT) | (Q(tier__in=SEVERE) & late)
        left = _first_left_by_all(me, free.filter(urgent), now)
        asked = urgent & (~spared | late)
    else:
        asked = Q(tier__in=URGENT) & late & spared
    skipped = Skip.objects.filter(reviewable=OuterRef("pk"), by=me.member)
    mine = free.filter(asked).exclude(Exists(skipped)).riskiest_first().first()
    row = _sooner(mine, left, now)
    return Offer(row, _others(me, row, now)) if row else None


def _others(me: Lately, row: Reviewable, now: datetime) -> Others:
    able = [one for one in _colleagues(me, now) if not one.had_enough]
    if _nobody_of(able, Reviewable.objects.filter(pk=row.pk)).exists():
        return Others.CANNOT
    return Others.LATE if row.due_first_look <= now else Others.MAY


def _sooner(
    fitting: Reviewable | None, left: Reviewable | None, now: datetime
) -> Reviewable | None:
    """What everybody passed by comes for its tier, and within a tier once it is late."""
    if fitting is None or left is None:
        return fitting or left
    if left.tier != fitting.tier:
        return min(fitting, left, key=lambda row: row.tier)
    return left if left.due_first_look <= now else fitting


def _lighter_before(first: Reviewable, me: Lately, now: datetime) -> bool:
    """After several severe ones in a row, or when a colleague at work met much less lately and
    there is time for them to come to it. Danger to life waits for neither."""
    if first.tier not in SEVERE or first.tier == Tier.P0:
        return False
    if loads.needs_a_light_one(me.member):
        return True
    return first.due_first_look > now and _somebody_is_next(first, me, now)


def _somebody_is_next(first: Reviewable, me: Lately, now: datetime) -> bool:
    working = loads.at_work(now) - {me.member.pk}
    if not (working and me.week):
        return False
    rested = [
        one
        for one in _colleagues(me, now)
        if one.member.pk in working and not one.had_enough and me.had_much_more_than(one)
    ]
    return not _nobody_of(rested, Reviewable.objects.filter(pk=first.pk)).exists()


def _colleagues(me: Lately, now: datetime) -> list[Lately]:
    return [one for one in loads.team(now) if one.member.pk != me.member.pk]


def _first_left_by_all(me: Lately, free: ReviewableQuerySet, now: datetime) -> Reviewable | None:
    """The riskiest that this person would pass by, as would everybody else who may decide it."""
    skipped = Skip.objects.filter(by=me.member, reviewable__state__in=states.WAITING)
    passed = list(skipped.values_list("reviewable_id", flat=True))
    if not (passed or me.settings.spared):
        return None
    mine = free.filter(Q(pk__in=passed) | Q(_about(me.settings.spared)))
    return _nobody_of(_colleagues(me, now), mine).riskiest_first().first()


def _nobody_of(people: Sequence[Lately], rows: ReviewableQuerySet) -> ReviewableQuerySet:
    """The rows that none of these people would take: spared, skipped, with a part in it, or in a
    band that is not theirs."""
    reach: dict[tuple[int, ...], list[Band]] = defaultdict(list)
    for band in Band:
        reach[tuple(one.member.pk for one in people if band in one.bands)].append(band)
    nobody = Q(pk__in=[])
    for ids, bands in reach.items():
        within = Q(band__in=bands)
        nobody |= within & Q(~Exists(_willing(ids))) if ids else within
    return rows.filter(nobody)


def _willing(ids: Iterable[int]) -> QuerySet[Member]:
    """Inside a query of reviewables: those of these people who would take the row."""
    spared = CombinedExpression(
        Coalesce("wellbeing__spared", 0), Combinable.BITAND, OuterRef("categories"), IntegerField()
    )
    skipped = Skip.objects.filter(reviewable=OuterRef(OuterRef("pk")), by=OuterRef("pk"))
    people = Member.objects.filter(pk__in=ids).filter(Exact(spared, 0))
    return without_recused(people.exclude(Exists(skipped)))


def _about(bits: int) -> GreaterThan:
    return GreaterThan(F("categories").bitand(bits), 0)


def _count_pull() -> int:
    counter, _ = PullCount.objects.get_or_create(name="queue")
    PullCount.objects.filter(pk=counter.pk).update(count=F("count") + 1)
    return PullCount.objects.values_list("count", flat=True).get(pk=counter.pk)
