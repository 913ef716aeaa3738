"""Running a session: who may move the plan, give turns, ask all, and what everybody then sees."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from community.access import Verb, can
from community.members.bands import Band
from groups import actions, topics
from groups.events import AskedToSpeak, NoteWritten, sheet_frame
from groups.models import OVERRUN, Poll, Room, RunSheet, Vote
from groups.queries import sheet_of
from moderation.models import CrisisCase, Risk
from tests.factories import make_member
from tests.groups.makers import add_host, make_facilitator, make_group, make_session, put_in

pytestmark = pytest.mark.django_db
DOINGS = ("point", "turn", "spotlight", "lead", "ask", "poll", "note", "case")


@pytest.fixture
def grace(db):
    return make_facilitator("Grace")


@pytest.fixture
def group(grace):
    return make_group(facilitator=grace)


@pytest.fixture
def session(group):
    session = make_session(group)
    session.agenda = "Arriving | 10\nA round\nGoodbye | 5"
    session.save()
    return session


def inside(session, name):
    member = put_in(session.group, make_member(name))
    actions.record_joined(session, member)
    return member


@pytest.fixture
def rosa(session):
    return inside(session, "Rosa")


def doing(session, what):
    return reverse(f"room_{what}", args=[session.group_id, session.pk])


def sheet(session):
    return RunSheet.objects.get(session=session)


def test_points_begin_one_after_the_other_and_have_their_time(session, grace):
    actions.go_to_point(grace, session, 0)
    view = sheet_of(session)
    assert (str(view.now), view.now.minutes) == ("Arriving", 10)
    assert (view.until - view.sheet.since).total_seconds() == 600
    actions.go_to_point(grace, session, 1)
    assert (str(sheet_of(session).now), sheet_of(session).until) == ("A round", None)
    actions.go_to_point(grace, session, None)
    assert sheet_of(session).now is None
    for wrong in (3, -1):
        with pytest.raises(ValidationError):
            actions.go_to_point(grace, session, wrong)


def test_a_plan_that_got_shorter_does_not_break_the_sheet(session, grace):
    actions.go_to_point(grace, session, 2)
    session.agenda = "Arriving"
    session.save()
    assert sheet_of(session).now is None
    assert "Now:" not in sheet_frame(session)["html"]


def test_in_a_round_everybody_who_is_here_has_one_turn(session, grace, rosa):
    actions.record_joined(session, grace)
    tobias, gone = inside(session, "Tobias"), inside(session, "Gone")
    actions.record_left(session, gone)
    turns = []
    for _ in range(3):
        actions.next_turn(grace, session)
        turns.append(sheet(session).turn)
    assert turns == [rosa, tobias, None]
    actions.next_turn(grace, session)
    assert sheet(session).turn == rosa


def test_whose_turn_it_is_passes_it_on_and_nobody_elses(session, grace, rosa):
    tobias = inside(session, "Tobias")
    actions.next_turn(grace, session)
    with pytest.raises(PermissionDenied):
        actions.pass_turn(tobias, session)
    actions.pass_turn(rosa, session)
    assert sheet(session).turn == tobias
    actions.give_turn(grace, session, rosa)
    assert sheet(session).turn == rosa
    actions.end_round(grace, session)
    assert (sheet(session).turn, sheet(session).had_turn) == (None, [])


def test_the_spotlight_is_for_who_is_here(session, grace, rosa):
    away = put_in(session.group, make_member("Away"))
    actions.spotlight(grace, session, rosa)
    assert sheet_frame(session)["spotlight"] == rosa.pk
    with pytest.raises(ValidationError, match="not in the room"):
        actions.spotlight(grace, session, away)
    actions.spotlight(grace, session, None)
    assert sheet_frame(session)["spotlight"] is None


def test_the_lead_goes_to_a_facilitator_and_to_nobody_else(session, grace, rosa):
    owen = add_host(session.group, make_facilitator("Owen"))
    session = type(session).objects.get(pk=session.pk)
    actions.record_joined(session, owen)
    with pytest.raises(PermissionDenied):
        actions.hand_over(grace, session, rosa)
    actions.hand_over(grace, session, owen)
    assert sheet_frame(session)["lead_name"] == "Owen"
    assert can(grace, Verb.HOST, Room(session))


def test_the_lead_of_a_youth_room_goes_to_nobody_without_clearance():
    grace = make_facilitator("Grace")
    group = make_group(Band.OLDER, facilitator=grace)
    uncleared = add_host(group, make_facilitator("Uncleared", cleared=False))
    session = make_session(group)
    actions.record_joined(session, uncleared)
    with pytest.raises(PermissionDenied):
        actions.hand_over(grace, session, uncleared)


def test_a_question_has_one_answer_each_and_says_nobodys(session, grace, rosa):
    tobias = inside(session, "Tobias")
    poll = actions.open_poll(grace, session, "A break?", ["Yes", "No"])
    actions.vote(rosa, session, poll, 0)
    actions.vote(rosa, session, poll, 1)
    actions.vote(tobias, session, poll, 1)
    assert Vote.objects.filter(poll=poll).count() == 2
    open_html = sheet_frame(session)["html"]
    assert "2 answered" in open_html
    assert "<b>2</b>" not in open_html
    actions.close_poll(grace, session)
    closed = sheet_frame(session)["html"]
    assert "<span>No</span> <b>2</b>" in closed
    assert "Rosa" not in closed
    with pytest.raises(ValidationError, match="closed"):
        actions.vote(rosa, session, poll, 0)


def test_one_question_is_open_at_a_time(session, grace):
    first = actions.open_poll(grace, session, "A break?", ["Yes", "No"])
    actions.open_poll(grace, session, "Go on?", ["Yes", "No"])
    first.refresh_from_db()
    assert first.closed_at is not None
    assert Poll.objects.filter(session=session, closed_at=None).count() == 1


@pytest.mark.parametrize(
    ("question", "options"),
    [
        ("", ["Yes", "No"]),
        ("Well?", ["Yes"]),
        ("Well?", ["Yes", "Yes"]),
        ("Well?", ["", " "]),
        ("Well?", list("abcdef")),
        ("Well?", ["a" * 61, "b"]),
        ("w" * 141, ["Yes", "No"]),
    ],
)
def test_questions_that_cannot_be_asked(session, grace, question, options):
    with pytest.raises(ValidationError):
        actions.open_poll(grace, session, question, options)


@pytest.mark.parametrize("option", [-1, 2])
def test_an_answer_that_was_not_offered_is_not_taken(session, grace, rosa, option):
    poll = actions.open_poll(grace, session, "A break?", ["Yes", "No"])
    with pytest.raises(ValidationError):
        actions.vote(rosa, session, poll, option)


def test_words_are_those_that_there_are_and_not_a_flood(
    session, rosa, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as told:
        actions.react(rosa, session, "hear")
        actions.react(rosa, session, "same")
    assert len(told) == 1
    with pytest.raises(ValidationError):
        actions.react(rosa, session, "<b>")


def test_who_is_asked_to_speak_is_told_alone(session, grace, rosa, monkeypatch):
    told = []
    monkeypatch.setattr("groups.actions.running.publish", lambda topic, event: told.append(topic))
    actions.ask_to_speak(grace, session, rosa)
    actions.ask_to_speak(grace, session, rosa)
    assert told == [f"member:{rosa.pk}"]
    frame = AskedToSpeak(session_id=session.pk, name="Grace").frame()
    assert frame == {"type": "asked_to_speak", "session": session.pk, "name": "Grace"}


@pytest.mark.parametrize("what", DOINGS)
def test_members_and_other_facilitators_do_none_of_it(client, session, rosa, what):
    signal = actions.ask_for_a_word(rosa, session)
    fields = {"member": rosa.pk, "signal": signal.pk, "risk": "concern", "text": "x"}
    fields |= {"question": "?", "options": "a\nb", "point": 0}
    for person in (rosa, make_facilitator("Other"), make_member("Mod", roles=("moderator",))):
        client.force_login(person)
        assert client.post(doing(session, what), fields).status_code == 403
    client.force_login(make_member("Milo", Band.YOUNGER))
    assert client.post(doing(session, what), fields).status_code == 404
    assert not RunSheet.objects.exists()
    assert not CrisisCase.objects.exists()


@pytest.mark.parametrize("what", ["pass", "vote", "react"])
def test_who_is_not_in_the_room_takes_no_part(client, session, grace, what):
    poll = actions.open_poll(grace, session, "A break?", ["Yes", "No"])
    at_the_door = put_in(session.group, make_member("At the door"))
    client.force_login(at_the_door)
    fields = {"poll": poll.pk, "option": 0, "word": "hear"}
    assert client.post(doing(session, what), fields).status_code == 403
    assert not Vote.objects.exists()


def test_after_the_session_nothing_is_said(session):
    session.starts_at = timezone.now() - 3 * OVERRUN
    session.ends_at = timezone.now() - 2 * OVERRUN
    session.state = "closed"
    session.save()
    late = inside(session, "Late")
    with pytest.raises(PermissionDenied):
        actions.react(late, session, "hear")


def test_facilitators_steer_by_the_pages_own_requests(client, session, grace, rosa):
    client.force_login(grace)
    assert client.post(doing(session, "point"), {"point": 1}).status_code == 200
    assert client.post(doing(session, "turn"), {"member": rosa.pk}).status_code == 200
    assert client.post(doing(session, "spotlight"), {"member": rosa.pk}).status_code == 200
    now = sheet(session)
    assert (now.point, now.turn, now.spotlight) == (1, rosa, rosa)
    outsider = make_member("Outsider")
    assert client.post(doing(session, "turn"), {"member": outsider.pk}).status_code == 404
    wrong = client.post(doing(session, "poll"), {"question": "Well?", "options": "one"})
    assert wrong.status_code == 400
    assert "different answers" in wrong.json()["error"]
    assert client.post(doing(session, "point"), {"point": "x" * 99}).status_code == 200
    assert sheet(session).point is None


def test_a_signal_becomes_a_case_when_a_facilitator_says_so(client, session, grace, rosa):
    signal = actions.ask_for_a_word(rosa, session)
    assert not CrisisCase.objects.exists()
    client.force_login(grace)
    answer = client.post(doing(session, "case"), {"signal": signal.pk, "risk": "sure"})
    assert answer.status_code == 400
    client.post(doing(session, "case"), {"signal": signal.pk, "risk": "imminent"})
    case = CrisisCase.objects.get()
    assert (case.member, case.risk, case.band) == (rosa, Risk.IMMINENT, Band.ADULT)
    signal.refresh_from_db()
    assert (signal.case, signal.seen_by) == (case, grace)


def test_a_case_of_another_group_cannot_be_opened_from_here(client, session, grace, rosa):
    signal = actions.ask_for_a_word(rosa, session)
    elsewhere = make_session(make_group(facilitator=grace, name="Other"))
    client.force_login(grace)
    answer = client.post(doing(elsewhere, "case"), {"signal": signal.pk, "risk": "concern"})
    assert answer.status_code == 404


def test_taken_out_for_a_while_they_can_come_back(session, grace, rosa):
    removal = actions.remove_from_session(grace, session, rosa, may_return=True)
    assert not can(rosa, Verb.JOIN, Room(session))
    with pytest.raises(PermissionDenied, match="ten minutes"):
        actions.issue_join_token(rosa, session)
    removal.until = timezone.now()
    removal.save()
    assert can(rosa, Verb.JOIN, Room(session))
    actions.remove_from_session(grace, session, rosa)
    assert not can(rosa, Verb.JOIN, Room(session))
    removal.refresh_from_db()
    assert removal.until is None
    actions.remove_from_session(grace, session, rosa, may_return=True)
    removal.refresh_from_db()
    assert removal.until is None


def test_a_page_that_comes_back_learns_where_the_session_is(session, grace, rosa):
    actions.go_to_point(grace, session, 1)
    frames = topics._missed_lines(rosa, str(session.pk), 0)
    assert [frame["type"] for frame in frames] == ["sheet"]


def test_notes_written_in_the_room_reach_the_facilitators_topic(session, grace):
    note = actions.write_note(grace, session, "Tobias seems tired")
    frame = NoteWritten(note_id=note.pk).frame()
    assert frame["type"] == "note"
    assert "Tobias seems tired" in frame["html"]


def test_the_frame_of_the_sheet_costs_the_same_for_few_votes_and_many(
    session, grace, rosa, django_assert_max_num_queries
):
    poll = actions.open_poll(grace, session, "A break?", ["Yes", "No"])
    for number in range(8):
        actions.vote(inside(session, f"Inside {number}"), session, poll, number % 2)
    with django_assert_max_num_queries(3):
        sheet_frame(session)
