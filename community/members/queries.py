"""Reads about members that more than one room needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from community.access import readable, readable_bands
from community.access.ground import NEAR_YOUTH
from community.members.bands import Audience, Band
from community.members.models import Clearance, Member, Role
from community.members.models.roles import second_steps

LONGEST_NAME = 30


def with_rights(people: Iterable[Member]) -> dict[int, Member]:
    """The members by id, each with roles and clearance read: two queries for all of them."""
    found = {member.pk: member for member in people}
    roles: dict[int, set[str]] = {pk: set() for pk in found}
    safe: set[int] = set()
    held = Role.objects.held().filter(member__in=found)
    for pk, name, second in held.values_list(
        "member", "name", Exists(second_steps(OuterRef("member")))
    ):
        roles[pk].add(name)
        if second:
            safe.add(pk)
    cleared = set(
        Clearance.objects.valid().filter(member__in=found).values_list("member", flat=True)
    )
    for pk, member in found.items():
        member.roles = frozenset(roles[pk])
        member.has_second_step = pk in safe
        member.is_cleared = pk in cleared
    return found


def met_by(member: Member) -> QuerySet[Member]:
    """Whose profile may be there for the member, in one query: people of the bands that they read
    who came for the same, for adults the team, and for everybody those who are cleared to be near
    youth.
    """
    near = Role.objects.in_force().filter(name__in=NEAR_YOUTH).values("member")
    cleared = Clearance.objects.valid().values("member")
    team = Q(pk__in=near) & Q(band=Band.ADULT)
    met = readable(member) | (team & Q(pk__in=cleared))
    if Band.ADULT in readable_bands(member):
        met |= team
    return Member.objects.filter(met, is_active=True)


def staff(names: Collection[str]) -> list[Member]:
    """Everybody who holds one of these roles now, by display name, with roles and clearances:
    three queries, however many they are.
    """
    held = Role.objects.held().filter(name__in=sorted(names)).values("member")
    # Only adults work here: a row that says otherwise shows nobody to anybody.
    people = Member.objects.filter(is_active=True, pk__in=held, band=Band.ADULT)
    return list(with_rights(people.order_by("display_name", "pk")).values())


def name_is_taken(
    name: str, band: Band, besides: int | None = None, audience: str = Audience.MEMBERS
) -> bool:
    """Whether somebody whom these people may meet has the name: one of them, or one of the team. A
    name beyond the wall is free; to refuse it would say that somebody is there.
    """
    same = Member.objects.filter(display_name__iexact=name).exclude(pk=besides or 0)
    return any(_is_met(one, band, Audience(audience)) for one in same)


def _is_met(one: Member, band: Band, audience: Audience) -> bool:
    facts = one.access_facts()
    own = (one.band, one.audience) == (band, audience)
    return own or (band in facts.bands and audience in facts.audiences)


def free_name(name: str, band: Band) -> str:
    """The name, or the first of “Juno 2”, “Juno 3” and so on that is free in the band."""
    number, free = 1, name
    while name_is_taken(free, band):
        number += 1
        free = f"{name[: LONGEST_NAME - len(str(number)) - 1]} {number}"
    return free
