from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from community.access import Verb, can
from community.members.bands import Band
from community.notices.models import Notice
from groups import actions
from groups.models import Membership, Room
from groups.states import Entry, MembershipState
from tests.factories import make_member
from tests.groups.makers import make_facilitator, make_group, make_session, put_in

pytestmark = pytest.mark.django_db


def state_of(group, member):
    return Membership.objects.get(group=group, member=member).state


def test_a_member_of_the_band_joins_an_open_group():
    group, rosa = make_group(), make_member("Rosa")
    assert actions.enrol(rosa, group).state == MembershipState.ACTIVE


@pytest.mark.parametrize("band", [Band.YOUNGER, Band.OLDER])
def test_youth_cannot_join_a_group_of_adults(band):
    group, youth = make_group(), make_member("Milo", band)
    with pytest.raises(PermissionDenied):
        actions.enrol(youth, group)
    assert not group.memberships.exists()


def test_an_adult_cannot_join_a_group_of_youth():
    group = make_group(Band.OLDER)
    for adult in (make_member("Rosa"), make_facilitator("Owen")):
        with pytest.raises(PermissionDenied):
            actions.enrol(adult, group)


def test_nobody_joins_twice():
    group, rosa = make_group(), make_member("Rosa")
    actions.enrol(rosa, group)
    with pytest.raises(PermissionDenied):
        actions.enrol(rosa, group)


def test_a_full_group_has_a_waiting_list_in_the_order_of_asking():
    group = make_group(capacity=10)
    first = put_in(group, make_member("First"))
    for number in range(9):
        put_in(group, make_member(f"Inside {number}"))
    late, later = make_member("Late"), make_member("Later")
    assert actions.enrol(late, group).state == MembershipState.WAITING
    assert actions.enrol(later, group).state == MembershipState.WAITING

    actions.leave(first, group)

    assert state_of(group, late) == MembershipState.ACTIVE
    assert state_of(group, later) == MembershipState.WAITING
    assert Notice.objects.filter(member=late, kind="group_place").exists()


def test_somebody_who_left_can_come_back():
    group, rosa = make_group(), make_member("Rosa")
    actions.enrol(rosa, group)
    actions.leave(rosa, group)
    assert actions.enrol(rosa, group).state == MembershipState.ACTIVE


def test_by_request_the_facilitator_decides():
    grace = make_facilitator("Grace")
    group = make_group(facilitator=grace, entry=Entry.REQUEST)
    rosa = make_member("Rosa")
    assert actions.enrol(rosa, group).state == MembershipState.WAITING
    assert Notice.objects.filter(member=grace, kind="group_request").exists()

    with pytest.raises(PermissionDenied):
        actions.let_in(make_facilitator("Stranger"), group, rosa)
    actions.let_in(grace, group, rosa)
    assert state_of(group, rosa) == MembershipState.ACTIVE


def test_a_facilitator_cannot_overfill_the_group():
    grace = make_facilitator("Grace")
    group = make_group(facilitator=grace, entry=Entry.REQUEST, capacity=10)
    for number in range(10):
        put_in(group, make_member(f"Inside {number}"))
    rosa = make_member("Rosa")
    actions.enrol(rosa, group)
    with pytest.raises(ValidationError, match="full"):
        actions.let_in(grace, group, rosa)


def test_a_new_version_of_the_agreement_asks_everybody_again():
    grace = make_facilitator("Grace")
    group = make_group(facilitator=grace)
    rosa = put_in(group, make_member("Rosa"))
    room = Room(make_session(group))
    assert can(rosa, Verb.JOIN, room)

    agreement = actions.write_agreement(grace, group, "We are kind.\nWe listen.")

    assert not can(rosa, Verb.JOIN, room)
    with pytest.raises(actions.AgreementChanged):
        actions.accept_agreement(rosa, group, agreement.version - 1)
    actions.accept_agreement(rosa, group, agreement.version)
    assert can(rosa, Verb.JOIN, room)
