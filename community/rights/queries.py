"""What the pages about one's data need."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from community.access import data_bands
from community.members.models import Member
from community.personal import Leave, Line
from community.rights.actions import dry_run
from community.rights.models import DataRequest, Departure, LegalHold


def departure_of(member: Member) -> Departure | None:
    """The one that has not been taken back or carried out."""
    return Departure.objects.filter(member=member, cancelled_at=None, done_at=None).first()


def requests_of(member: Member) -> QuerySet[DataRequest]:
    return DataRequest.objects.filter(member=member).order_by("-asked_at", "-pk")


@dataclass(frozen=True)
class Fate:
    """What the dry run says, by what becomes of it; what there is none of is left out."""

    removed: list[Line]
    emptied: list[Line]
    stays: list[Line]


def fate(member: Member, *, keep_words: bool) -> Fate:
    lines = [line for line in dry_run(member, keep_words=keep_words) if line.count]
    return Fate(*([line for line in lines if line.how is how] for how in Leave))


@dataclass(frozen=True)
class Desk:
    """What waits for whoever answers questions about data."""

    requests: list[DataRequest]
    holds: list[LegalHold]


def desk(reader: Member) -> Desk:
    """Of the bands that the reader answers for; nothing about themselves."""
    bands = data_bands(reader)
    waiting = DataRequest.objects.filter(answered_at=None, member__band__in=bands)
    holds = LegalHold.objects.in_force().filter(member__band__in=bands)
    return Desk(
        list(waiting.exclude(member=reader).select_related("member")),
        list(holds.exclude(member=reader).select_related("member", "by")),
    )
