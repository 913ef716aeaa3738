"""What becomes of somebody's places in groups when they leave one age band for the next."""

from __future__ import annotations

from typing import Any

from community.members.bands import Band
from community.members.models import Member
from community.members.signals import band_entered
from groups.actions import leave
from groups.models import Membership
from groups.states import MembershipState


def leave_groups(sender: Any, member: Member, before: Band, **kwargs: Any) -> None:
    """The next who waits gets the place."""
    held = Membership.objects.filter(member=member, group__band=before)
    for membership in held.exclude(state=MembershipState.LEFT).select_related("group"):
        leave(member, membership.group)


def register() -> None:
    band_entered.connect(leave_groups, dispatch_uid="groups.bands")
