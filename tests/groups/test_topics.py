"""Who hears what on the page's socket, and what a returning page gets."""

from __future__ import annotations

import pytest

from community.members.bands import Band
from community.realtime.topics import split
from groups import actions
from groups.actions.chat import move_line
from groups.events import LinePublished, SignalRaised
from groups.models import ChatLine
from groups.states import LineState
from tests.factories import make_member
from tests.groups.makers import make_facilitator, make_group, make_session, put_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def grace(db):
    return make_facilitator("Grace")


@pytest.fixture
def session(grace):
    return make_session(make_group(facilitator=grace))


def may_hear(member, name):
    topic, key = split(name)
    return topic.authorise(member, key)


def write(session, member, text, state=LineState.PUBLISHED, seq=None):
    return ChatLine.objects.create(
        session=session, member=member, text=text, html=text, state=state, seq=seq
    )


def test_the_chat_is_heard_by_those_who_are_in_the_room(session, grace):
    rosa = put_in(session.group, make_member("Rosa"))
    topic = f"session:{session.pk}"
    assert not may_hear(rosa, topic), "she waits at the door"
    actions.record_joined(session, rosa)
    assert may_hear(rosa, topic)
    actions.remove_from_session(grace, session, rosa)
    assert not may_hear(rosa, topic)


def test_nobody_else_hears_the_chat(session):
    topic = f"session:{session.pk}"
    for person in (
        make_member("Outsider"),
        make_member("Milo", Band.YOUNGER),
        make_member("Mod", roles=("moderator",), cleared=True),
        make_facilitator("Other"),
    ):
        actions.record_joined(session, person)
        assert not may_hear(person, topic)


def test_signals_are_heard_by_hosts_alone(session, grace):
    rosa = put_in(session.group, make_member("Rosa"))
    actions.record_joined(session, rosa)
    assert may_hear(grace, f"hosts:{session.pk}")
    assert not may_hear(rosa, f"hosts:{session.pk}")
    assert not may_hear(make_facilitator("Other"), f"hosts:{session.pk}")


@pytest.mark.parametrize("key", ["", "x", "0", "99999", "-1", "1;drop", "٣"])
def test_topics_that_are_not_there(grace, key):
    assert not may_hear(grace, f"session:{key}")
    assert not may_hear(grace, f"hosts:{key}")


def test_a_returning_page_gets_what_it_missed_in_order(session, grace):
    write(session, grace, "old", seq=1)
    taken_back = write(session, grace, "taken back", LineState.REMOVED, seq=2)
    write(session, grace, "later", seq=4)
    write(session, grace, "new", seq=3)
    topic, key = split(f"session:{session.pk}")
    frames = topic.backlog(grace, key, 2)
    assert frames[0] == {"type": "line_gone", "id": taken_back.pk}
    assert [frame["seq"] for frame in frames[1:]] == [3, 4]


def test_a_line_that_waits_comes_back_to_its_author_alone(session, grace):
    rosa = put_in(session.group, make_member("Rosa"))
    write(session, rosa, "not yet", LineState.HELD)
    topic, key = split(f"session:{session.pk}")
    assert topic.backlog(grace, key, 0) == []
    (frame,) = topic.backlog(rosa, key, 0)
    assert "Waiting for a moderator" in frame["html"]


def test_frames_are_made_from_what_is_true_when_they_are_sent(session, grace):
    line = write(session, grace, "Hello", seq=1)
    frame = LinePublished(line_id=line.pk).frame()
    assert frame["type"] == "line"
    assert "Hello" in frame["html"]
    move_line(line.pk, LineState.REMOVED)
    assert LinePublished(line_id=line.pk).frame() is None


def test_a_signal_names_the_person_and_not_what_they_wrote(session):
    rosa = put_in(session.group, make_member("Rosa"))
    signal = actions.raise_care_signal(rosa, session)
    frame = SignalRaised(signal_id=signal.pk).frame()
    assert frame["name"] == "Rosa"
    assert frame["why"] == "may need support"
