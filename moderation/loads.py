"""How much of the hard work each of the team met lately. Read by what chooses the next item, and by
the pages about it; a fixed number of queries, whatever the queue and however large the team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, Sum

from community.access import moderated_bands
from community.access.ground import MODERATING
from community.members.bands import Band
from community.members.models import Member
from community.members.queries import staff
from moderation.models import Exposure, Pause, Reviewable, Wellbeing
from moderation.states import ReviewState
from moderation.wellbeing import IN_A_ROW, MUCH_LESS, WEEK, day_start


@dataclass(frozen=True)
class Lately:
    """One person. today, week: weights since their midnight, and of the last seven days."""

    member: Member
    bands: frozenset[Band]
    settings: Wellbeing
    today: int
    week: int

    @property
    def had_enough(self) -> bool:
        return self.today >= self.settings.a_day or self.week >= self.settings.a_week

    def had_much_more_than(self, other: Lately) -> bool:
        return self.week >= other.week + MUCH_LESS


def own(member: Member, now: datetime) -> Lately:
    return _lately([member], now)[0]


def team(now: datetime) -> list[Lately]:
    """Everybody who can moderate anything now."""
    return _lately([one for one in staff(MODERATING) if moderated_bands(one)], now)


def at_work(now: datetime) -> frozenset[int]:
    """Ids of those who hold something at this moment."""
    held = Reviewable.objects.filter(state=ReviewState.CLAIMED, lease_expires__gt=now)
    return frozenset(held.exclude(claimed_by=None).values_list("claimed_by", flat=True))


def needs_a_light_one(member: Member) -> bool:
    """The last ones were severe without exception, and there was no break since."""
    last = list(Exposure.objects.filter(member=member).values_list("weight", "at")[:IN_A_ROW])
    if len(last) < IN_A_ROW or not all(weight for weight, _ in last):
        return False
    return not Pause.objects.filter(member=member, ended_at__gte=last[-1][1]).exists()


def settings_of(member: Member) -> Wellbeing:
    """What the person chose, or what holds for everybody who chose nothing."""
    return Wellbeing.objects.filter(member=member).first() or Wellbeing(member=member)


def _lately(people: Sequence[Member], now: datetime) -> list[Lately]:
    chosen = Wellbeing.objects.in_bulk([one.pk for one in people])
    met = _met(people, now)
    return [
        Lately(
            one,
            moderated_bands(one),
            chosen.get(one.pk) or Wellbeing(member=one),
            *met.get(one.pk, (0, 0)),
        )
        for one in people
    ]


def _met(people: Sequence[Member], now: datetime) -> Mapping[int, tuple[int, int]]:
    """Today and the week, by member."""
    by_zone: dict[str, list[int]] = defaultdict(list)
    for one in people:
        by_zone[one.time_zone].append(one.pk)
    today = Q(pk__in=[])
    for zone, ids in by_zone.items():
        today |= Q(member__in=ids, at__gte=day_start(now, zone))
    sums = (
        Exposure.objects.filter(member__in=people, at__gt=now - WEEK, weight__gt=0)
        .order_by()
        .values("member")
        .annotate(week=Sum("weight"), today=Sum("weight", filter=today))
    )
    return {row["member"]: (row["today"] or 0, row["week"] or 0) for row in sums}
