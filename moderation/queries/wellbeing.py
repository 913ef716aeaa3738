"""What a moderator reads about themselves, and what a supervisor reads about the team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from community.access import Verb, can
from community.members.models import Member
from moderation import actions, loads
from moderation.actions import Offer
from moderation.chart import Chart, chart
from moderation.loads import Lately
from moderation.models import Exposure, Pause
from moderation.wellbeing import WEEK, Load, day_start, load_of

DAYS_SHOWN = 7


@dataclass(frozen=True)
class Care:
    """What the queue says to the person in front of it."""

    me: Lately
    offer: Offer | None
    pause: Pause | None

    @property
    def spent_today(self) -> bool:
        return self.me.today >= self.me.settings.a_day

    @property
    def spared(self) -> list[str]:
        """What the offered item is about and this person would rather not see."""
        if self.offer is None:
            return []
        return [str(one.label) for one in self.me.settings.spared_of(self.offer.row)]

    @property
    def asks_first(self) -> bool:
        return bool(self.me.had_enough and self.offer and self.offer.asks_first)


@dataclass(frozen=True)
class Day:
    """weight: of `moderation.wellbeing.WEIGHTS`; items: the severe ones alone."""

    date: date
    weight: int
    items: int


@dataclass(frozen=True)
class OwnPage:
    me: Lately
    days: Sequence[Day]
    chart: Chart
    items_today: int
    items_week: int
    pause: Pause | None
    pauses: int
    longest: timedelta | None


@dataclass(frozen=True)
class Colleague:
    """All that a supervisor is told of somebody."""

    member: Member
    load: Load
    has_spared: bool


def care(member: Member) -> Care:
    now = timezone.now()
    me = loads.own(member, now)
    return Care(me, actions.offer(me, now), _current(member))


def own_page(member: Member) -> OwnPage:
    """One person's own week, in six queries."""
    now = timezone.now()
    me, days = loads.own(member, now), _days(member, now)
    pauses = list(Pause.objects.filter(member=member, started_at__gt=now - WEEK))
    done = [pause.ended_at - pause.started_at for pause in pauses if pause.ended_at]
    return OwnPage(
        me=me,
        days=days,
        chart=chart([day.weight for day in days], me.settings.a_day),
        items_today=days[-1].items,
        items_week=sum(day.items for day in days),
        pause=_current(member),
        pauses=len(pauses),
        longest=max(done, default=None),
    )


def team_page(by: Member) -> list[Colleague]:
    """Those whose load this person may see, by name: an order that says nothing about anybody."""
    team = loads.team(timezone.now())
    return [colleague(one) for one in team if can(by, Verb.SEE, one.settings)]


def colleague(one: Lately) -> Colleague:
    chosen = one.settings
    return Colleague(one.member, load_of(one.week), chosen.shares_spared and chosen.spared > 0)


def lately_of(pk: int) -> Lately | None:
    """None when there is no such moderator now."""
    return next((one for one in loads.team(timezone.now()) if one.member.pk == pk), None)


def _current(member: Member) -> Pause | None:
    return Pause.objects.filter(member=member, ended_at=None).first()


def _days(member: Member, now: datetime) -> list[Day]:
    """The last ones up to today, in the person's own time zone; the quiet ones too."""
    zone = ZoneInfo(member.time_zone)
    today = now.astimezone(zone).date()
    since = day_start(now - timedelta(days=DAYS_SHOWN - 1), member.time_zone)
    met = (
        Exposure.objects.filter(member=member, at__gte=since, weight__gt=0)
        .order_by()
        .annotate(day=TruncDate("at", tzinfo=zone))
        .values_list("day")
        .annotate(weight=Sum("weight"), items=Count("pk"))
    )
    found = {day: (weight, items) for day, weight, items in met}
    dates = [today - timedelta(days=back) for back in reversed(range(DAYS_SHOWN))]
    return [Day(one, *found.get(one, (0, 0))) for one in dates]
