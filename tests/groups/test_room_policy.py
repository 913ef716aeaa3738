"""What the media plane hears from us, and what we write down when it tells us something."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync

from community.members.actions import end_clearances
from community.members.bands import Band
from groups import actions
from groups.models import Attendance, Removal, Room
from groups.room_policy import SessionRooms
from groups.states import SessionState
from tests.factories import make_member
from tests.groups.makers import add_host, make_facilitator, make_group, make_session, put_in
from video import tokens

pytestmark = pytest.mark.django_db(transaction=True)
policy = SessionRooms()


def ask(question, *args):
    return async_to_sync(question)(*args)


def token_of(member, session):
    return tokens.read(actions.issue_join_token(member, session))


@pytest.fixture
def grace(db):
    return make_facilitator("Grace")


@pytest.fixture
def group(grace):
    return make_group(facilitator=grace)


def test_tokens_say_who_hosts(group, grace):
    session = make_session(group)
    rosa = put_in(group, make_member("Rosa"))
    assert token_of(grace, session).is_host
    hers = token_of(rosa, session)
    assert not hers.is_host
    assert hers.room == Room(session).name
    assert "@" not in str(hers)


@pytest.mark.parametrize("band", [Band.YOUNGER, Band.OLDER])
def test_a_youth_room_waits_for_two_adults(band):
    session = make_session(make_group(band))
    assert ask(policy.rules, Room(session).name).required_adults == 2


def test_an_adult_room_waits_for_nobody(group):
    rules = ask(policy.rules, Room(make_session(group)).name)
    assert rules.required_adults == 0
    assert rules.capacity == group.capacity + 1


def test_only_cleared_hosts_count_as_adults(group, grace):
    youth = make_group(Band.OLDER, facilitator=grace)
    session = make_session(youth)
    sam = put_in(youth, make_member("Sam", Band.OLDER))
    assert token_of(grace, session).counts
    assert not token_of(sam, session).counts
    uncleared = add_host(group, make_facilitator("Owen", cleared=False))
    assert not token_of(uncleared, make_session(group)).counts


def test_a_lapsed_clearance_ends_the_place_in_a_youth_room(grace):
    youth = make_group(Band.YOUNGER, facilitator=grace)
    token = token_of(grace, make_session(youth))
    assert ask(policy.authorise, token)
    end_clearances(grace)
    assert not ask(policy.authorise, token)


def test_removal_revokes_a_token_that_was_given_before(group, grace):
    session = make_session(group)
    rosa = put_in(group, make_member("Rosa"))
    token = token_of(rosa, session)
    assert ask(policy.authorise, token)
    ask(policy.removed, token.room, rosa.pk, grace.pk)
    assert not ask(policy.authorise, token)
    assert Removal.objects.get().by == grace


def test_leaving_the_group_revokes_a_token(group):
    session = make_session(group)
    rosa = put_in(group, make_member("Rosa"))
    token = token_of(rosa, session)
    actions.leave(rosa, group)
    assert not ask(policy.authorise, token)


def test_a_room_that_is_not_there_lets_nobody_in(group, grace):
    session = make_session(group)
    token = token_of(grace, session)
    session.delete()
    assert not ask(policy.authorise, token)
    for room in ("session-", "session-x", "thread-1", "session-999999"):
        assert ask(policy.rules, room).required_adults == 0
        ask(policy.joined, room, grace.pk)
    assert not Attendance.objects.exists()


def test_coming_and_going_is_written_down(group, grace):
    session = make_session(group, state=SessionState.OPEN)
    rosa = put_in(group, make_member("Rosa"))
    room = Room(session).name
    ask(policy.joined, room, grace.pk)
    session.refresh_from_db()
    assert session.state == SessionState.OPEN
    ask(policy.joined, room, rosa.pk)
    ask(policy.joined, room, rosa.pk)
    session.refresh_from_db()
    assert session.state == SessionState.LIVE
    assert Attendance.objects.filter(member=rosa, left_at=None).count() == 1
    ask(policy.left, room, rosa.pk)
    assert not Attendance.objects.filter(member=rosa, left_at=None).exists()


def test_ending_for_all_closes_the_session(group, grace):
    session = make_session(group)
    rosa = put_in(group, make_member("Rosa"))
    token = token_of(rosa, session)
    ask(policy.ended, token.room, grace.pk)
    session.refresh_from_db()
    assert session.state == SessionState.CLOSED
    assert not ask(policy.authorise, token)


def test_an_adult_counts_while_their_clearance_does():
    grace = make_facilitator("Gail")
    session = make_session(make_group(Band.OLDER, facilitator=grace))
    ticket = token_of(grace, session)
    assert ticket.counts
    assert ask(policy.counts, ticket)
    end_clearances(grace)
    assert not ask(policy.counts, ticket)


def test_a_member_never_counts(group, grace):
    session = make_session(group)
    ticket = token_of(put_in(group, make_member("Rosa")), session)
    assert not ask(policy.counts, ticket)
