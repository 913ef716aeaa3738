"""What the public report counts, in exact numbers. They leave the house through
`moderation.transparency` alone, which makes them fit to be published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, Value, When

from community.members.bands import Band
from moderation import content
from moderation.figures import looks as looking
from moderation.figures.judged import BY_FILTER, DEGRADED, SAMPLE, Judged
from moderation.figures.looks import TierTimes
from moderation.models import AuditEvent, CrisisCase, Decision, Flag, Reviewable
from moderation.models.decisions import Family
from moderation.queries.insights import Appeals, Period, appeals, first_looks, judged
from moderation.states import DecisionAction
from moderation.tiers import Tier


@dataclass(frozen=True)
class Holds:
    """What was out of sight until a moderator decided, and how much of it was then published."""

    decided: int
    released: int


@dataclass(frozen=True)
class Decided:
    actions: Mapping[DecisionAction, int]
    families: Mapping[Family, int]
    tiers: Mapping[Tier, int]
    bands: Mapping[Band, int]
    total: int


@dataclass(frozen=True)
class Figures:
    period: Period
    written: Mapping[str, Mapping[str, int]]
    reported: int
    worries: int
    by_filter: int
    by_chance: int
    decided: Decided
    holds: Holds
    hidden_by_reports: int
    first_readings: Holds
    tiers: Sequence[TierTimes]
    appeals: Appeals
    cases: int
    policies: Sequence[str]
    models: Sequence[str]


def figures(period: Period) -> Figures:
    """All bands. A handful of queries, and one for each kind of content."""
    held = [row for row in judged(period, Band) if row.held]
    versions = _versions(period)
    sources = _sources(period)
    flags = _flags(period)
    return Figures(
        period=period,
        written=content.written(period.since, period.until),
        reported=flags[Flag.Concern.GUIDELINE],
        worries=flags[Flag.Concern.WORRY],
        by_filter=sum(sources[source] for source in BY_FILTER),
        by_chance=sources[SAMPLE],
        decided=_decided(period),
        holds=_holds([row for row in held if row.findings or DEGRADED in row.codes]),
        hidden_by_reports=_hidden(period),
        first_readings=_holds([row for row in held if row.is_first_reading]),
        tiers=looking.by_tier(first_looks(period, Band)),
        appeals=appeals(period, Band),
        cases=CrisisCase.objects.filter(
            raised_at__gte=period.since, raised_at__lt=period.until
        ).count(),
        policies=sorted({policy for policy, _ in versions if policy}),
        models=sorted({model for _, model in versions if model}),
    )


def _holds(rows: Sequence[Judged]) -> Holds:
    return Holds(len(rows), sum(not row.restricted for row in rows))


def _flags(period: Period) -> Counter[str]:
    """Items that people reported, by concern; several reports of one item are one."""
    made = Flag.objects.filter(created_at__gte=period.since, created_at__lt=period.until)
    counted = made.order_by().values_list("concern").annotate(n=Count("reviewable", distinct=True))
    return Counter(dict(counted))


def _hidden(period: Period) -> int:
    """Times that reports of several people took something out of sight."""
    hidden = AuditEvent.objects.filter(act="content.hidden")
    return hidden.filter(at__gte=period.since, at__lt=period.until).count()


def _sources(period: Period) -> Counter[str]:
    """Items that came in, by what brought them. The log knows it also of those that were opened
    again since, each once."""
    opened = AuditEvent.objects.filter(
        act="reviewable.opened", at__gte=period.since, at__lt=period.until
    )
    counted = opened.order_by().values_list("detail__source")
    return Counter(dict(counted.annotate(n=Count("target", distinct=True))))


def _decided(period: Period) -> Decided:
    family = Case(
        *(When(reason_code__startswith=f"{one}_", then=Value(one.value)) for one in Family),
        default=Value(""),
        output_field=CharField(),
    )
    counted = (
        Decision.objects.filter(decided_at__gte=period.since, decided_at__lt=period.until)
        .order_by()
        .annotate(reason_family=family)
        .values_list("action", "reason_family", "reviewable__tier", "reviewable__band")
        .annotate(n=Count("pk"))
    )
    found = [Counter[str]() for _ in range(4)]
    for *keys, n in counted:
        for counter, key in zip(found, keys, strict=True):
            counter[key] += n
    actions, families, tiers, bands = found
    return Decided(
        actions={one: actions[one] for one in DecisionAction},
        families={one: families[one] for one in Family},
        tiers={one: tiers[one] for one in Tier},
        bands={one: bands[one] for one in Band},
        total=actions.total(),
    )


def _versions(period: Period) -> list[tuple[str, str]]:
    opened = Reviewable.objects.filter(opened_at__gte=period.since, opened_at__lt=period.until)
    return list(opened.order_by().values_list("policy", "model").distinct())
