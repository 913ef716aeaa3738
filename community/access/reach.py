"""What the policy's answers come to for lists: the bands and audiences in which somebody reads,
moderates, hosts. Each asks a rule of the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from community.access.facts import Facts, Kind, Verb, standing_of
from community.access.ground import NEAR_YOUTH
from community.access.policy import RULES
from community.members.bands import ALL_AUDIENCES, YOUTH, Audience, Band

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from community.members.models import Member


def readable_bands(member: Member | AnonymousUser) -> frozenset[Band]:
    """The bands whose conversations the member may read: what querysets filter by."""
    who = standing_of(member)
    if not who.active or who.band is None:
        return frozenset()
    if who.cleared and who.roles & NEAR_YOUTH:
        return YOUTH | {who.band}
    return frozenset({who.band})


def readable_audiences(member: Member | AnonymousUser) -> frozenset[Audience]:
    """For whom of those bands the conversations are that the member may read."""
    who = standing_of(member)
    if not who.active or who.band is None:
        return frozenset()
    return ALL_AUDIENCES if who.roles & NEAR_YOUTH else frozenset({who.audience})


def readable(member: Member | AnonymousUser, path: str = "") -> Q:
    """What querysets of places, or of what is in them by that path, are narrowed by."""
    bands, audiences = readable_bands(member), readable_audiences(member)
    return Q(**{f"{path}band__in": bands, f"{path}audience__in": audiences})


def moderated_bands(member: Member | AnonymousUser) -> frozenset[Band]:
    """The bands whose content the member may moderate; empty for everybody else."""
    return _bands(member, Kind.REVIEWABLE, Verb.MODERATE)


def hosted_bands(member: Member | AnonymousUser) -> frozenset[Band]:
    """The bands in which the member may run a group, once named as one of its facilitators."""
    return _bands(member, Kind.GROUP, Verb.HOST, as_host=True)


def data_bands(member: Member | AnonymousUser) -> frozenset[Band]:
    """The bands of those whose questions about their data the member may answer."""
    return _bands(member, Kind.DATA, Verb.SEE)


def supervises(member: Member | AnonymousUser) -> bool:
    """Whether the member looks after those who moderate."""
    facts = Facts(Kind.WELLBEING, frozenset({Band.ADULT}))
    return RULES[Kind.WELLBEING, Verb.SEE](standing_of(member), facts)


def _bands(
    member: Member | AnonymousUser, kind: Kind, verb: Verb, *, as_host: bool = False
) -> frozenset[Band]:
    """Where the rule says yes of a thing that is nobody's yet."""
    who, rule = standing_of(member), RULES[kind, verb]
    hosts = frozenset({who.member_id} if as_host and who.member_id is not None else ())
    return frozenset(
        band for band in Band if rule(who, Facts(kind, frozenset({band}), hosts=hosts))
    )
