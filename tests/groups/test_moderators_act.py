"""How a line of the chat looks to a moderator, and what their decision does to it."""

from __future__ import annotations

import pytest

from groups.models import ChatLine
from groups.moderation import ChatContent
from groups.states import LineState
from moderation.content import IllegalTransition
from tests.factories import make_member
from tests.groups.makers import make_group, make_session, put_in

pytestmark = pytest.mark.django_db
content = ChatContent()


@pytest.fixture
def lines(db):
    session = make_session(make_group())
    rosa = put_in(session.group, make_member("Rosa"))
    texts = ["one", "two", "three", "four", "five", "six", "seven", "bad", "nine"]
    return [
        ChatLine.objects.create(
            session=session,
            member=rosa,
            text=text,
            html=text,
            state=LineState.HELD if text == "bad" else LineState.PUBLISHED,
            seq=None if text == "bad" else number,
        )
        for number, text in enumerate(texts, start=1)
    ]


def test_a_line_is_seen_among_its_neighbours(lines):
    item = content.get(lines[7].pk)
    assert item.text == "bad"
    assert item.band == "adult"
    assert item.state == "held"
    assert [line.html for line in item.context] == [
        *("three", "four", "five", "six", "seven"),
        "bad",
        "nine",
    ]
    assert [line.html for line in item.context if line.is_this] == ["bad"]


def test_a_line_that_is_not_there(db):
    assert content.get(1) is None


@pytest.mark.parametrize(
    ("which", "act", "state"),
    [
        (7, "publish", LineState.PUBLISHED),
        (7, "remove", LineState.REMOVED),
        (7, "return_for_edit", LineState.RETURNED),
        (0, "hold", LineState.HELD),
        (0, "hide", LineState.HIDDEN),
        (0, "remove", LineState.REMOVED),
    ],
)
def test_decisions(lines, which, act, state):
    getattr(content, act)(lines[which].pk)
    lines[which].refresh_from_db()
    assert lines[which].state == state


@pytest.mark.parametrize(("which", "act"), [(7, "hide"), (0, "publish"), (0, "return_for_edit")])
def test_decisions_that_the_table_forbids(lines, which, act):
    with pytest.raises(IllegalTransition):
        getattr(content, act)(lines[which].pk)


def test_an_upheld_appeal_brings_a_line_back_to_its_place(lines):
    content.remove(lines[2].pk)
    content.publish(lines[2].pk)
    lines[2].refresh_from_db()
    assert (lines[2].state, lines[2].seq) == (LineState.PUBLISHED, 3)
