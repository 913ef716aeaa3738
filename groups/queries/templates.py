"""What new groups can be made from, and who can run one with somebody."""

from __future__ import annotations

from django.db.models import QuerySet

from community.access import Verb, can
from community.members.bands import Band
from community.members.models import Clearance, Member, Role, RoleName
from groups.models import GroupTemplate


def templates_for(member: Member) -> list[GroupTemplate]:
    """Those that the member may make a group from."""
    if RoleName.FACILITATOR not in member.roles:
        return []
    found = GroupTemplate.objects.prefetch_related("meetings")
    return [template for template in found if can(member, Verb.SEE, template)]


def co_facilitators(member: Member, band: Band) -> QuerySet[Member]:
    """Other facilitators; for young people those alone who are cleared today."""
    holders = Role.objects.held().filter(name=RoleName.FACILITATOR)
    fit = Member.objects.filter(
        pk__in=holders.values("member_id"), band=Band.ADULT, is_active=True
    ).exclude(pk=member.pk)
    if band.is_youth:
        fit = fit.filter(pk__in=Clearance.objects.valid().values("member_id"))
    return fit.order_by("display_name")
