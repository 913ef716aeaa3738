from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from community.access import Verb, can
from community.members.actions import limit
from community.members.bands import Band
from community.members.models import Limit, Member
from community.notices.models import Notice
from groups import actions
from groups.actions import chat
from groups.events import LineGone, LinePublished, SignalRaised
from groups.models import ChatLine, Room, Signal
from groups.queries import open_signals
from groups.states import LineState
from moderation.content import IllegalTransition
from moderation.models import AuditEvent, Reviewable
from moderation.screening import Verdict
from tests.factories import make_member
from tests.groups.makers import make_facilitator, make_group, make_session, put_in

pytestmark = pytest.mark.django_db


def verdict(outcome="publish", *, care=False, tier=None) -> Verdict:
    return Verdict(
        outcome=outcome,
        care=care,
        tier=tier,
        score=0.5,
        reasons=(),
        signals={},
        model="test",
        policy="test",
        degraded=False,
    )


@pytest.fixture
def screened(monkeypatch):
    """Lets a test say what the screening finds; keeps what it was asked."""
    asked = []

    def say(found):
        def screen(text, context):
            asked.append((text, context))
            return found

        monkeypatch.setattr(chat, "screen", screen)
        return asked

    return say


@pytest.fixture
def opened(monkeypatch):
    """What was handed to the moderators."""
    calls = []
    monkeypatch.setattr(chat, "open_reviewable", lambda *args, **more: calls.append((args, more)))
    return calls


@pytest.fixture
def published(monkeypatch):
    sent = []
    for module in ("groups.actions.chat", "groups.actions.signals"):
        monkeypatch.setattr(f"{module}.publish", lambda topic, event: sent.append((topic, event)))
    return sent


@pytest.fixture
def grace(db):
    return make_facilitator("Grace")


@pytest.fixture
def session(grace):
    return make_session(make_group(facilitator=grace))


@pytest.fixture
def rosa(session):
    rosa = put_in(session.group, make_member("Rosa"))
    actions.record_joined(session, rosa)
    return rosa


def test_a_line_that_passes_is_sent_and_escaped(session, rosa, screened, opened, published):
    asked = screened(verdict())
    said = actions.say(rosa, session, "Hello <b>all</b>\nhow are you?")
    assert said.line.html == "Hello &lt;b&gt;all&lt;/b&gt;<br>how are you?"
    assert said.line.state == LineState.PUBLISHED
    assert published == [(f"session:{session.pk}", LinePublished(line_id=said.line.pk))]
    assert asked[0][1].band == "adult"
    assert asked[0][1].kind == "chat"
    assert opened == []


def test_a_held_line_reaches_nobody_but_the_moderators(session, rosa, screened, opened, published):
    screened(verdict("hold", tier="P3"))
    said = actions.say(rosa, session, "You are an idiot")
    assert said.line.state == LineState.HELD
    assert said.line.seq is None
    assert published == []
    ((args, more),) = opened
    assert args == ("groups.chat", said.line.pk)
    assert more["tier"] == "P3"
    tobias = put_in(session.group, make_member("Tobias"))
    assert can(rosa, Verb.SEE, said.line)
    assert not can(tobias, Verb.SEE, said.line)


def test_a_line_to_review_is_sent_and_queued(session, rosa, screened, opened, published):
    screened(verdict("review", tier="P3"))
    said = actions.say(rosa, session, "Hm")
    assert said.line.state == LineState.PUBLISHED
    assert len(published) == len(opened) == 1


def test_care_tells_the_facilitators_alone(session, rosa, grace, screened, opened, published):
    screened(verdict("hold", care=True, tier="P0"))
    said = actions.say(rosa, session, "I do not want to be here any more")
    assert said.care
    signal = Signal.objects.get()
    assert signal.why == Signal.Why.CARE
    assert published == [(f"hosts:{session.pk}", SignalRaised(signal_id=signal.pk))]
    assert Notice.objects.filter(member=grace, kind="group_signal").exists()


def test_a_facilitator_in_the_room_gets_no_second_notice(session, rosa, grace):
    actions.record_joined(session, grace)
    actions.ask_for_a_word(rosa, session)
    assert not Notice.objects.filter(member=grace).exists()


def test_sending_again_with_the_same_key_makes_one_line(session, rosa, screened, opened, published):
    screened(verdict())
    first = actions.say(rosa, session, "Hello", key="a1")
    again = actions.say(rosa, session, "Hello", key="a1")
    assert first.line == again.line
    assert ChatLine.objects.count() == 1


@pytest.mark.parametrize("text", ["", "   \n", "\x00", "x" * 1001])
def test_lines_that_cannot_be_sent_say_why(session, rosa, screened, text):
    asked = screened(verdict())
    with pytest.raises(ValidationError):
        actions.say(rosa, session, text)
    assert not asked


def test_too_many_lines_in_a_minute(session, rosa, screened, opened, published, monkeypatch):
    screened(verdict())
    monkeypatch.setattr(chat, "LINES_A_MINUTE", 2)
    actions.say(rosa, session, "One")
    actions.say(rosa, session, "Two")
    with pytest.raises(ValidationError, match="Wait a minute"):
        actions.say(rosa, session, "Three")


def test_only_people_in_the_room_can_write(session, rosa, screened):
    asked = screened(verdict())
    at_the_door = put_in(session.group, make_member("Ines"))
    outsider = make_member("Outsider")
    youth = make_member("Milo", Band.YOUNGER)
    for person in (at_the_door, outsider, youth):
        with pytest.raises(PermissionDenied):
            actions.say(person, session, "Hello")
    assert not asked


def test_decisions_move_a_line_and_tell_the_room(session, rosa, screened, opened, published):
    screened(verdict("hold", tier="P3"))
    line = actions.say(rosa, session, "Held").line
    moved = chat.move_line(line.pk, LineState.PUBLISHED)
    assert moved.seq == 1
    chat.move_line(line.pk, LineState.REMOVED)
    topic = f"session:{session.pk}"
    assert published == [
        (topic, LinePublished(line_id=line.pk)),
        (topic, LineGone(line_id=line.pk)),
    ]
    with pytest.raises(IllegalTransition):
        chat.move_line(line.pk, LineState.HELD)


def test_a_signal_is_seen_once_and_by_hosts_only(session, rosa, grace):
    signal = actions.ask_for_a_word(rosa, session)
    assert actions.ask_for_a_word(rosa, session) == signal
    with pytest.raises(PermissionDenied):
        actions.see_signal(rosa, signal)
    assert actions.see_signal(grace, signal).seen_by == grace
    assert actions.ask_for_a_word(rosa, session) != signal


def test_a_word_is_there_at_the_door_and_for_who_is_muted(session, rosa, grace):
    at_the_door = put_in(session.group, make_member("Ines"))
    actions.ask_for_a_word(at_the_door, session)
    until, place = timezone.now() + timedelta(days=1), f"group:{session.group_id}"
    limit(rosa, Limit.Kind.MUTE, until=until, place=place)
    muted = Member.objects.get(pk=rosa.pk)
    assert not can(muted, Verb.CHAT, Room(session))
    actions.ask_for_a_word(muted, session)
    told = {signal.member_id: signal.here for signal in open_signals(session)}
    assert told == {at_the_door.pk: False, rosa.pk: True}


def test_who_may_not_come_in_asks_for_no_word(session, rosa, grace):
    actions.remove_from_session(grace, session, rosa)
    for person in (rosa, make_member("Outsider"), make_member("Milo", Band.YOUNGER)):
        with pytest.raises(PermissionDenied):
            actions.ask_for_a_word(person, session)
    assert not Signal.objects.exists()


def test_the_moderators_find_a_held_line_in_their_queue(session, rosa, screened):
    screened(verdict("hold", tier="P3"))
    line = actions.say(rosa, session, "You are an idiot").line
    waiting = Reviewable.objects.get(kind="groups.chat", object_id=line.pk)
    assert (waiting.tier, waiting.band, waiting.author) == ("P3", "adult", rosa)


def test_a_removal_is_in_the_log(session, rosa, grace):
    actions.remove_from_session(grace, session, rosa, "Shouting")
    event = AuditEvent.objects.get(act="room.removed")
    assert event.actor_id == grace.pk
    assert event.target == f"member:{rosa.pk}"


def test_a_line_is_not_there_for_who_is_not_in_the_group(client, session, rosa, grace):
    """Else its report form would tell anybody who is in which group."""
    line = actions.say(rosa, session, "Hello").line
    address = f"/report/groups.chat/{line.pk}/"
    inside = put_in(session.group, make_member("Tobias"))
    for person, status in ((inside, 200), (grace, 200), (make_member("Ines"), 404)):
        client.force_login(person)
        assert client.get(address).status_code == status, person
