"""Who came and what facilitators noted is theirs; how somebody felt is that person's alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from community.access import Verb, can
from community.members.bands import Band
from groups import actions, plots, queries
from groups.models import Attendance, CheckIn
from groups.states import SessionState
from tests.factories import make_member
from tests.groups.makers import add_host, make_facilitator, make_group, make_session, put_in
from tests.groups.test_pages import cost_of, url

pytestmark = pytest.mark.django_db
MOMENT = CheckIn.Moment
ANSWERS = {"pain": 6, "mood": 3, "confidence": None}


@pytest.fixture
def grace(db):
    return make_facilitator("Grace")


@pytest.fixture
def group(grace):
    return make_group(facilitator=grace)


@pytest.fixture
def rosa(group):
    return put_in(group, make_member("Rosa"))


def test_notes_are_read_by_the_facilitators_of_the_group_and_nobody_else(client, group, rosa):
    grace = group.hosts.get().member
    owen = add_host(group, make_facilitator("Owen"))
    session = make_session(group)
    note = actions.write_note(grace, session, "Rosa was quiet today")
    others = (
        rosa,
        make_facilitator("Other"),
        make_member("Mod", roles=("moderator",), cleared=True),
        make_member("Lead", roles=("safeguarding_lead",), cleared=True),
        make_member("Op", roles=("operator",), is_superuser=True),
    )
    for person in (grace, owen):
        assert can(person, Verb.SEE, note)
        client.force_login(person)
        assert "was quiet today" in client.get(session.get_absolute_url()).content.decode()
    for person in others:
        assert not can(person, Verb.SEE, note)
        client.force_login(person)
        page = client.get(session.get_absolute_url()).content.decode()
        assert "was quiet today" not in page
        assert "Who came" not in page
        with pytest.raises(PermissionDenied):
            actions.write_note(person, session, "Mine")
        answer = client.post(url("session_note", session), {"text": "Mine"})
        assert answer.status_code in (403, 404)


def test_an_empty_note_is_said_so_and_the_page_stays(client, grace, group):
    session = make_session(group)
    client.force_login(grace)
    answer = client.post(url("session_note", session), {"text": " "})
    assert answer.status_code == 422
    assert "Write something first." in answer.content.decode()


def test_the_record_adds_up_the_stays(group, rosa, grace):
    ines = put_in(group, make_member("Ines"))
    session = make_session(group, starts_in_min=-90, state=SessionState.CLOSED)
    begin = session.starts_at
    for start, end in ((0, 20), (25, 55)):
        Attendance.objects.create(
            session=session,
            member=rosa,
            joined_at=begin + timedelta(minutes=start),
            left_at=begin + timedelta(minutes=end),
        )
    record = queries.record_of(queries.sessions().get(pk=session.pk))
    assert [(stay.member, stay.minutes) for stay in record.came] == [(rosa, 50)]
    assert {stay.member for stay in record.missed} == {ines, grace}


def test_a_check_in_is_kept_for_the_member_alone(client, group, rosa, grace):
    session = make_session(group)
    client.force_login(rosa)
    answer = client.post(
        url("session_check_in", session), {"moment": "before", "pain": "6", "mood": "3"}
    )
    assert answer.status_code == 302
    kept = CheckIn.objects.get()
    assert (kept.member, kept.pain, kept.mood, kept.confidence) == (rosa, 6, 3, None)
    staff = (
        grace,
        make_member("Lead", roles=("safeguarding_lead",), cleared=True),
        make_member("Op", roles=("operator",), is_superuser=True),
        put_in(group, make_member("Ines")),
    )
    assert can(rosa, Verb.SEE, kept)
    for person in staff:
        assert not can(person, Verb.SEE, kept)
        assert queries.own_check_ins(person, group) == []
        client.force_login(person)
        for page in (group.get_absolute_url(), session.get_absolute_url()):
            assert "How you were, before and after" not in client.get(page).content.decode()


def test_it_can_be_skipped_changed_and_deleted(client, group, rosa):
    session = make_session(group)
    client.force_login(rosa)
    send = url("session_check_in", session)
    client.post(send, {"moment": "before"})
    assert not CheckIn.objects.exists()
    client.post(send, {"moment": "before", "pain": "6"})
    client.post(send, {"moment": "before", "pain": "2"})
    assert CheckIn.objects.get().pain == 2
    client.post(reverse("group_forget", args=[group.pk]))
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("wrong", [{"pain": "11"}, {"pain": "-1"}, {"mood": "x"}, {"moment": "?"}])
def test_other_numbers_are_not_taken(client, group, rosa, wrong):
    session = make_session(group)
    client.force_login(rosa)
    client.post(url("session_check_in", session), {"moment": "before", "pain": "5", **wrong})
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize(
    ("starts_in_min", "asked"), [(180, None), (90, MOMENT.BEFORE), (-5, MOMENT.BEFORE)]
)
def test_it_is_asked_around_a_meeting(group, starts_in_min, asked):
    session = make_session(group, starts_in_min=starts_in_min, state=SessionState.SCHEDULED)
    assert actions.moment_to_ask(session, timezone.now()) == asked


def test_after_a_meeting_it_is_asked_once_more(client, group, rosa, grace):
    session = make_session(group)
    actions.record_joined(session, rosa)
    client.force_login(rosa)
    assert "And how are you now?" in client.get(url("goodbye", session)).content.decode()
    actions.record_joined(session, grace)
    client.force_login(grace)
    assert "And how are you now?" not in client.get(url("goodbye", session)).content.decode()
    late = make_session(group, starts_in_min=-60 * 30, state=SessionState.CLOSED)
    assert actions.moment_to_ask(late, timezone.now()) is None
    with pytest.raises(PermissionDenied):
        actions.check_in(rosa, late, MOMENT.AFTER, ANSWERS)


def test_who_is_not_in_the_group_is_not_asked_and_cannot_answer(client, group, rosa):
    session = make_session(group)
    outsider = make_member("Outsider")
    with pytest.raises(PermissionDenied):
        actions.check_in(outsider, session, MOMENT.BEFORE, ANSWERS)
    youth = make_member("Milo", Band.YOUNGER)
    client.force_login(youth)
    answer = client.post(url("session_check_in", session), {"moment": "before", "pain": "5"})
    assert answer.status_code == 404


def test_ones_own_plot_says_what_it_shows(client, group, rosa):
    for number, (before, after) in enumerate(((6, 4), (5, 5), (7, 3))):
        session = make_session(group, starts_in_min=-60 * 24 * (3 - number))
        for moment, pain in ((MOMENT.BEFORE, before), (MOMENT.AFTER, after)):
            CheckIn.objects.create(member=rosa, session=session, moment=moment, pain=pain)
    drawn = plots.plots(queries.own_check_ins(rosa, group))
    assert [plot.name for plot in drawn] == ["Pain"]
    assert drawn[0].said == "Pain was lower after 2 of 3 meetings."
    assert [(p.before, p.after) for p in drawn[0].pairs] == [(6, 4), (5, 5), (7, 3)]
    assert all(plots.TOP <= p.before_y <= plots.BOTTOM for p in drawn[0].pairs)
    client.force_login(rosa)
    page = client.get(group.get_absolute_url()).content.decode()
    assert "Pain was lower after 2 of 3 meetings." in page
    assert "<svg" in page


def test_nothing_said_draws_nothing():
    assert plots.plots([]) == []


def test_a_zero_is_an_answer(group, rosa):
    session = make_session(group)
    CheckIn.objects.create(member=rosa, session=session, moment=MOMENT.AFTER, pain=0)
    drawn = plots.plots(queries.own_check_ins(rosa, group))
    assert drawn[0].pairs[0].after_y == plots.BOTTOM


def test_the_page_of_a_session_costs_facilitators_the_same_for_few_and_many(
    client, group, rosa, grace
):
    session = make_session(group)
    actions.record_joined(session, rosa)
    client.force_login(grace)
    few = cost_of(client, session.get_absolute_url())
    for number in range(6):
        actions.record_joined(session, put_in(group, make_member(f"Inside {number}")))
        actions.write_note(grace, session, f"Note {number}")
    assert cost_of(client, session.get_absolute_url()) == few
    assert few <= 26
