"""Joining a group, leaving it, and saying yes to its agreement."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from community.access import Verb, can
from community.access.http import require
from community.members.models import Member
from community.notices.actions import notify
from community.realtime.actions import access_changed
from groups.models import Acceptance, ComfortAgreement, Group, Membership, agreement_in_force
from groups.states import Entry, MembershipState, Phase


class AgreementChanged(ValidationError):
    """The text is not the one in force any more."""


@transaction.atomic
def enrol(member: Member, group: Group) -> Membership:
    """Puts the member into the group, or on its waiting list when it is full or by request.

    Raises PermissionDenied for somebody who may not, or who is in already.
    """
    group = Group.objects.select_for_update().get(pk=group.pk)
    require(member, Verb.ENROL, group)
    waits = group.by_request or not group.places_left or bool(group.waiting_ids)
    now = timezone.now()
    membership, _ = Membership.objects.update_or_create(
        group=group,
        member=member,
        defaults={
            "state": MembershipState.WAITING if waits else MembershipState.ACTIVE,
            "asked_at": now,
            "changed_at": now,
        },
    )
    if group.by_request:
        _tell_hosts_of_request(member, group)
    return membership


@transaction.atomic
def leave(member: Member, group: Group) -> None:
    """Takes the member out; in an open group the first who waits gets the place."""
    group = Group.objects.select_for_update().get(pk=group.pk)
    _set_state(group, member, MembershipState.LEFT)
    access_changed(member.pk)
    if not group.by_request and group.takes_people:
        _fill_places(group)


def fill_places(now: datetime) -> int:
    """Clock: places that became free by other ways than leaving, such as a closed account."""
    inside = Count("memberships", filter=Q(memberships__state=MembershipState.ACTIVE))
    waiting = Count("memberships", filter=Q(memberships__state=MembershipState.WAITING))
    free = Group.objects.filter(entry=Entry.OPEN).exclude(phase=Phase.CLOSED)
    free = free.annotate(inside=inside, waiting=waiting).filter(
        waiting__gt=0, inside__lt=F("capacity")
    )
    return sum(_fill_one(pk) for pk in free.values_list("pk", flat=True))


@transaction.atomic
def _fill_one(group_id: int) -> int:
    group = Group.objects.select_for_update().get(pk=group_id)
    if not group.takes_people:
        return 0
    before = len(group.active_ids)
    _fill_places(group)
    return len(group.active_ids) - before


@transaction.atomic
def let_in(host: Member, group: Group, member: Member) -> None:
    """A facilitator gives somebody who waits a place. Raises ValidationError when there is none."""
    require(host, Verb.HOST, group)
    group = Group.objects.select_for_update().get(pk=group.pk)
    if member.pk not in group.waiting_ids or not can(member, Verb.SEE, group):
        return
    if not group.places_left:
        raise ValidationError("The group is full. Somebody has to leave before you let another in.")
    _welcome(group, member)


@transaction.atomic
def accept_agreement(member: Member, group: Group, version: int) -> Acceptance:
    """Records a yes to the version that was read. Raises AgreementChanged when it is an old one."""
    require(member, Verb.SEE, group)
    agreement = agreement_in_force(group)
    if agreement is None or agreement.version != version:
        raise AgreementChanged(
            "The agreement has changed since you opened it. Please read it once more."
        )
    return _accept(member, agreement)


def _accept(member: Member, agreement: ComfortAgreement) -> Acceptance:
    acceptance, _ = Acceptance.objects.get_or_create(member=member, agreement=agreement)
    return acceptance


def _fill_places(group: Group) -> None:
    waiting = Membership.objects.filter(group=group, state=MembershipState.WAITING)
    # Who grew out of the band, or whose account is closed, is not told of it any more.
    still = [
        membership.member
        for membership in waiting.select_related("member")
        if can(membership.member, Verb.SEE, group)
    ]
    for member in still[: group.places_left]:
        _welcome(group, member)


def _welcome(group: Group, member: Member) -> None:
    _set_state(group, member, MembershipState.ACTIVE)
    notify(
        member,
        kind="group_place",
        title="There is a place for you",
        body=f"You are now in “{group.name}”. The page of the group says when it meets next.",
        link=group.get_absolute_url(),
        band=group.band,
    )


def _set_state(group: Group, member: Member, state: MembershipState) -> None:
    out = (MembershipState.LEFT, MembershipState.REMOVED)
    Membership.objects.filter(group=group, member=member).exclude(state__in=out).update(
        state=state, changed_at=timezone.now()
    )


def _tell_hosts_of_request(member: Member, group: Group) -> None:
    for host in group.hosts.select_related("member"):
        # A name of the group is told to nobody who could not open its page.
        if not can(host.member, Verb.HOST, group):
            continue
        notify(
            host.member,
            kind="group_request",
            title=f"{member.display_name} would like to join",
            body=f"They asked for a place in “{group.name}”.",
            link=group.get_absolute_url(),
            band=group.band,
        )
