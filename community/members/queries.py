"""Reads about members that more than one room needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from community.members.models import Clearance, Member, Role


def with_rights(people: Iterable[Member]) -> dict[int, Member]:
    """The members by id, each with roles and clearance read: two queries for all of them."""
    found = {member.pk: member for member in people}
    roles: dict[int, set[str]] = {pk: set() for pk in found}
    for pk, name in Role.objects.held().filter(member__in=found).values_list("member", "name"):
        roles[pk].add(name)
    cleared = set(
        Clearance.objects.valid().filter(member__in=found).values_list("member", flat=True)
    )
    for pk, member in found.items():
        member.roles = frozenset(roles[pk])
        member.is_cleared = pk in cleared
    return found


def staff(names: Collection[str]) -> list[Member]:
    """Everybody who holds one of these roles now, by display name, with roles and clearances:
    three queries, however many they are.
    """
    held = Role.objects.held().filter(name__in=sorted(names)).values("member")
    people = Member.objects.filter(is_active=True, pk__in=held)
    return list(with_rights(people.order_by("display_name", "pk")).values())
