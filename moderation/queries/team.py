"""Who works here, with which roles and clearances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from community.access.ground import NEAR_YOUTH
from community.members.bands import today
from community.members.models import Clearance, Member, Role, RoleName
from community.members.queries import staff

SOON = timedelta(days=30)


@dataclass(frozen=True)
class Colleague:
    """cleared: the clearance that holds longest, if one does."""

    member: Member
    roles: Sequence[Role]
    cleared: Clearance | None

    @property
    def reaches_youth(self) -> bool:
        return self.cleared is not None and any(one.name in NEAR_YOUTH for one in self.roles)

    @property
    def ends_soon(self) -> bool:
        return self.cleared is not None and self.cleared.expires_on <= today() + SOON


def team() -> list[Colleague]:
    """Everybody who holds a role now, by name, in five queries."""
    people = staff(RoleName.values)
    roles: dict[int, list[Role]] = {one.pk: [] for one in people}
    for role in Role.objects.held().filter(member__in=people).order_by("name"):
        roles[role.member_id].append(role)
    valid = Clearance.objects.valid().filter(member__in=people).select_related("checked_by")
    cleared = {one.member_id: one for one in valid.order_by("expires_on")}
    return [Colleague(one, roles[one.pk], cleared.get(one.pk)) for one in people]
