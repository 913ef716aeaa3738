"""Making groups, their agreements and their meetings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from community.access import Verb
from community.access.http import require
from community.members.bands import Band
from community.members.models import Member
from groups.models import ComfortAgreement, Group, GroupHost, Session
from groups.states import HostRole


@transaction.atomic
def create_group(
    *, name: str, description: str, band: Band, facilitator: Member, **extra: Any
) -> Group:
    """Makes a group with its first facilitator. Raises ValidationError when a field is off."""
    group = Group(name=name, description=description, band=band, **extra)
    group.full_clean()
    group.save()
    GroupHost.objects.create(group=group, member=facilitator, role=HostRole.FACILITATOR)
    return group


@transaction.atomic
def plan_session(
    by: Member,
    group: Group,
    *,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    agenda: str = "",
) -> Session:
    """A facilitator plans a meeting. Raises PermissionDenied, or ValidationError for odd times."""
    require(by, Verb.HOST, group)
    session = Session(group=group, title=title, starts_at=starts_at, ends_at=ends_at, agenda=agenda)
    session.full_clean()
    session.save()
    return session


@transaction.atomic
def write_agreement(by: Member, group: Group, text: str) -> ComfortAgreement:
    """Gives the group a new version of its own agreement: everybody is asked again."""
    require(by, Verb.HOST, group)
    Group.objects.select_for_update().get(pk=group.pk)
    earlier = ComfortAgreement.objects.filter(Q(group=group) | Q(group=None, band=group.band))
    newest = earlier.aggregate(top=Max("version"))["top"] or 0
    agreement = ComfortAgreement(group=group, band=group.band, version=newest + 1, text=text)
    agreement.full_clean()
    agreement.save()
    return agreement
