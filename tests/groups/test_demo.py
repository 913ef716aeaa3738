from __future__ import annotations

import pytest
from django.utils import timezone

from community.access import Verb, can
from community.members import demo as people
from community.members.bands import Band
from groups import demo, queries
from groups.models import Acceptance, Group, Membership, Removal, Room, Session
from groups.states import SessionState

pytestmark = pytest.mark.django_db


@pytest.fixture
def members(db):
    people.load(lambda text: None)
    demo.load(lambda text: None)
    return people.members()


def test_each_band_has_a_group_of_its_own(members):
    assert {group.band for group in Group.objects.all()} == set(Band.values)
    for membership in Membership.objects.select_related("group", "member"):
        assert membership.member.band == membership.group.band


def test_loading_again_changes_nothing(members):
    def counted():
        return [kind.objects.count() for kind in (Group, Membership, Session, Acceptance)]

    before = counted()
    demo.load(lambda text: None)
    assert counted() == before


def test_a_session_is_on_now_and_opens_again(members):
    session = queries.next_session(members["Tobias"])
    assert session.state_now == SessionState.LIVE
    assert (session.ends_at - timezone.now()).total_seconds() >= 3 * 3600
    assert can(members["Tobias"], Verb.JOIN, Room(session))
    assert can(members["Grace"], Verb.HOST, Room(session))
    assert not can(members["Rosa"], Verb.JOIN, Room(session)), "she has to accept first"

    Session.objects.update(state=SessionState.CLOSED)
    Removal.objects.create(session=session, member=members["Tobias"], by=members["Grace"])
    demo.load(lambda text: None)
    again = queries.next_session(members["Tobias"])
    assert again == session
    assert can(members["Tobias"], Verb.JOIN, Room(again))
