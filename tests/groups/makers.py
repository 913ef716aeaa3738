"""Groups and sessions for tests."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from community.members.bands import Band
from community.members.models import Member
from groups import actions
from groups.models import Group, GroupHost, Membership, Session, agreement_in_force
from groups.states import HostRole, MembershipState, SessionState
from tests.factories import make_member


def make_facilitator(name: str = "", *, cleared: bool = True) -> Member:
    return make_member(name, roles=("facilitator",), cleared=cleared)


def make_group(band: Band = Band.ADULT, facilitator: Member | None = None, **extra) -> Group:
    extra.setdefault("name", "Back pain")
    return actions.create_group(
        description="We talk.", band=band, facilitator=facilitator or make_facilitator(), **extra
    )


def add_host(group: Group, member: Member) -> Member:
    GroupHost.objects.create(group=group, member=member, role=HostRole.CO_FACILITATOR)
    return member


def put_in(group: Group, member: Member, *, accepted: bool = True) -> Member:
    Membership.objects.create(group=group, member=member, state=MembershipState.ACTIVE)
    if accepted:
        actions.accept_agreement(member, group, agreement_in_force(group).version)
    return member


def make_session(
    group: Group, *, starts_in_min: float = -5, state: str = SessionState.LIVE
) -> Session:
    starts = timezone.now() + timedelta(minutes=starts_in_min)
    return Session.objects.create(
        group=group,
        title="Evening",
        starts_at=starts,
        ends_at=starts + timedelta(minutes=60),
        state=state,
    )
