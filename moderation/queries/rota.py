"""The page of the rota: the week that comes, its gaps, the shifts, and the latest alarms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from community.access import moderated_bands
from community.members.bands import Band
from community.members.models import Member
from moderation import rota
from moderation.models import Alarm, Shift
from moderation.rota import Span
from moderation.staffing import CALLED, Watch, staffed, watches


@dataclass(frozen=True)
class Day:
    day: date
    watches: Sequence[Watch]


@dataclass(frozen=True)
class RotaPage:
    days: Sequence[Day]
    gaps: Sequence[tuple[str, Sequence[Span]]]
    shifts: Sequence[Shift]
    alarms: Sequence[Alarm]


def rota_page(member: Member, now: datetime) -> RotaPage:
    """The week that comes, in the reader's time; gaps of the bands that they may know of."""
    end = now + timedelta(days=7)
    found = watches(now, end)
    zone = timezone.get_current_timezone()
    days: dict[date, list[Watch]] = {
        now.astimezone(zone).date() + timedelta(days=number): [] for number in range(7)
    }
    for one in found:
        at = max(one.span.start, now).astimezone(zone).date()
        days.setdefault(at, []).append(one)
    called = [one for one in found if one.shift.duty in CALLED]
    bands = sorted(moderated_bands(member), key=list(Band).index)
    return RotaPage(
        days=[Day(day, watched) for day, watched in sorted(days.items())],
        gaps=[(Band(band).label, rota.gaps(staffed(called, band), now, end)) for band in bands],
        shifts=list(Shift.objects.select_related("member")),
        alarms=list(
            Alarm.objects.filter(band__in=bands)
            .select_related("answered_by", "case")
            .prefetch_related("calls__member")[:10]
        ),
    )
