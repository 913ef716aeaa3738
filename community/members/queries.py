"""Reads about members that more than one room needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from community.members.models import Clearance, Member, Role


def staff(names: Collection[str]) -> list[Member]:
    """Everybody who holds one of these roles now, by display name.

    Their roles and clearances are read with them: three queries, however many they are.
    """
    held = Role.objects.held()
    people = list(
        Member.objects.filter(
            is_active=True, pk__in=held.filter(name__in=sorted(names)).values("member")
        ).order_by("display_name", "pk")
    )
    roles: dict[int, set[str]] = defaultdict(set)
    for member_id, name in held.filter(member__in=people).values_list("member_id", "name"):
        roles[member_id].add(name)
    valid = Clearance.objects.valid().filter(member__in=people)
    cleared = set(valid.values_list("member_id", flat=True))
    for person in people:
        person.__dict__["roles"] = frozenset(roles[person.pk])
        person.__dict__["is_cleared"] = person.pk in cleared
    return people
