"""Who may go into the room, crossed with where the session stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from community.access import Verb, can
from community.members.actions import end_clearances, suspend
from community.members.bands import Band
from groups.models import Removal, Room
from groups.states import SessionState
from tests.factories import make_member
from tests.groups.makers import add_host, make_facilitator, make_group, make_session, put_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def grace(db):
    return make_facilitator("Grace")


@pytest.fixture
def group(grace):
    return make_group(facilitator=grace)


def may_join(member, session):
    member.forget_rights()
    session.refresh_from_db()
    return can(member, Verb.JOIN, Room(session))


def test_members_who_accepted_and_hosts_may(group, grace):
    session = make_session(group)
    assert may_join(put_in(group, make_member("Rosa")), session)
    assert may_join(grace, session)


def test_who_may_not(group):
    session = make_session(group)
    outsider = make_member("Outsider")
    not_accepted = put_in(group, make_member("Ines"), accepted=False)
    other_facilitator = make_facilitator("Other")
    moderator = make_member("Mod", roles=("moderator",), cleared=True)
    operator = make_member("Op", roles=("operator",), is_superuser=True)
    youth = put_in(group, make_member("Milo", Band.YOUNGER), accepted=False)
    for person in (outsider, not_accepted, other_facilitator, moderator, operator, youth):
        assert not may_join(person, session), person


@pytest.mark.parametrize(
    ("starts_in_min", "state", "joinable"),
    [
        (11, SessionState.SCHEDULED, False),
        (9, SessionState.SCHEDULED, True),
        (40, SessionState.OPEN, True),
        (-5, SessionState.LIVE, True),
        (-89, SessionState.LIVE, True),
        (-91, SessionState.LIVE, False),
        (-5, SessionState.CLOSED, False),
    ],
)
def test_the_door_opens_ten_minutes_before_and_closes_after(group, starts_in_min, state, joinable):
    session = make_session(group, starts_in_min=starts_in_min, state=state)
    assert may_join(put_in(group, make_member("Rosa")), session) is joinable


def test_a_suspended_member_may_not(group):
    rosa = put_in(group, make_member("Rosa"))
    session = make_session(group)
    suspend(rosa, until=timezone.now() + timedelta(hours=1))
    assert not may_join(rosa, session)


def test_removed_means_out_for_this_session_only(group, grace):
    rosa = put_in(group, make_member("Rosa"))
    tonight, next_week = make_session(group), make_session(group)
    Removal.objects.create(session=tonight, member=rosa, by=grace)
    assert not may_join(rosa, tonight)
    assert may_join(rosa, next_week)


def test_a_youth_room_wants_a_clearance_that_is_valid_today():
    cleared = make_facilitator("Cleared")
    group = make_group(Band.OLDER, facilitator=cleared)
    uncleared = add_host(group, make_facilitator("Uncleared", cleared=False))
    session = make_session(group)
    assert may_join(cleared, session)
    assert not may_join(uncleared, session)
    end_clearances(cleared)
    assert not may_join(cleared, session)
