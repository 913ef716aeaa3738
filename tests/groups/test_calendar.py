"""A member's own calendar: a secret address, private words, and no way past the walls."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from community.members.actions import end_clearances
from community.members.bands import Band
from groups import actions, icalendar
from groups.models import CalendarLink
from groups.states import SessionState
from tests.factories import make_member
from tests.groups.makers import make_facilitator, make_group, make_session, put_in
from tests.groups.test_pages import cost_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(db):
    return make_group(facilitator=make_facilitator("Grace"), name="Living with back pain")


@pytest.fixture
def rosa(group):
    return put_in(group, make_member("Rosa"))


def feed(key):
    return reverse("group_feed", args=[key])


def test_the_feed_says_that_there_is_a_meeting_and_nothing_of_what(client, group, rosa):
    session = make_session(group, starts_in_min=600, state=SessionState.SCHEDULED)
    session.title, session.agenda = "Nights and pain", "Medicine"
    session.save()
    answer = client.get(feed(actions.make_calendar_link(rosa, "Tea")))
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert "no-store" in answer["Cache-Control"]
    assert text.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:Tea\r\n" in text
    assert f"DTSTART:{session.starts_at:%Y%m%dT%H%M%SZ}" in text
    for word in ("pain", "Pain", "Nights", "Medicine", "Grace", "Rosa", "Alongside meets"):
        assert word not in text


def test_an_unknown_key_opens_nothing(client, group, rosa):
    actions.make_calendar_link(rosa, "Meeting")
    assert client.get(feed("guess")).status_code == 404
    digest = CalendarLink.objects.get(member=rosa).digest
    assert client.get(feed(digest)).status_code == 404


def test_a_new_address_stops_the_old_one_and_off_stops_it_for_good(client, rosa):
    first = actions.make_calendar_link(rosa, "Meeting")
    second = actions.make_calendar_link(rosa, "Meeting")
    assert client.get(feed(first)).status_code == 404
    assert client.get(feed(second)).status_code == 200
    client.force_login(rosa)
    client.post(reverse("group_calendar"), {"off": "1"})
    assert client.get(feed(second)).status_code == 404


def test_the_page_shows_the_address_once(client, rosa):
    client.force_login(rosa)
    made = client.post(reverse("group_calendar"), {"title": "Tea"}).content.decode()
    link = CalendarLink.objects.get(member=rosa)
    assert "/groups/calendar/" in made and ".ics" in made
    assert link.digest not in made
    assert ".ics" not in client.get(reverse("group_calendar")).content.decode()


def events(client, member):
    key = actions.make_calendar_link(member, "Meeting")
    return client.get(feed(key)).content.decode().count("BEGIN:VEVENT")


def test_only_ones_own_groups_are_in_it(client, group, rosa):
    make_session(group, starts_in_min=60, state=SessionState.SCHEDULED)
    outsider, waiting = make_member("Outsider"), make_member("Waits")
    group.memberships.create(member=waiting, state="waiting")
    assert [events(client, one) for one in (rosa, outsider, waiting)] == [1, 0, 0]
    actions.leave(rosa, group)
    assert events(client, rosa) == 0


def test_the_wall_holds_for_calendars_too(client):
    """A host whose clearance ended, a member whom the band does not fit any more: nothing."""
    owen = make_facilitator("Owen")
    youth = make_group(Band.OLDER, facilitator=owen, name="Thursday")
    make_session(youth, starts_in_min=60, state=SessionState.SCHEDULED)
    grown = make_member("Grown")
    youth.memberships.create(member=grown, state="active")
    assert events(client, owen) == 1
    assert events(client, grown) == 0
    end_clearances(owen)
    owen.forget_rights()
    assert events(client, owen) == 0


def test_of_an_account_that_rests_the_calendar_is_empty(client, group, rosa):
    make_session(group, starts_in_min=60, state=SessionState.SCHEDULED)
    key = actions.make_calendar_link(rosa, "Meeting")
    rosa.is_active = False
    rosa.save()
    answer = client.get(feed(key))
    assert answer.status_code == 200
    assert b"VEVENT" not in answer.content


def test_what_is_called_off_is_cancelled_in_calendars(client, group, rosa):
    session = make_session(group, starts_in_min=600, state=SessionState.SCHEDULED)
    actions.call_off(group.hosts.get().member, session, "Ill")
    text = client.get(feed(actions.make_calendar_link(rosa, "Meeting"))).content.decode()
    assert "STATUS:CANCELLED" in text
    assert "Ill" not in text


def test_the_feed_costs_the_same_for_one_meeting_and_for_many(client, group, rosa):
    key = actions.make_calendar_link(rosa, "Meeting")
    make_session(group, starts_in_min=60, state=SessionState.SCHEDULED)
    one = cost_of(client, feed(key))
    for number in range(6):
        make_session(group, starts_in_min=100 * number + 200, state=SessionState.SCHEDULED)
    assert cost_of(client, feed(key)) == one
    assert one <= 10


def test_one_meeting_as_a_file(client, group, rosa):
    session = make_session(group, starts_in_min=600, state=SessionState.SCHEDULED)
    client.force_login(rosa)
    address = reverse("session_ics", args=[group.pk, session.pk])
    answer = client.get(address)
    assert "attachment" in answer["Content-Disposition"]
    assert b"SUMMARY:Meeting\r\n" in answer.content
    client.force_login(make_member("Milo", Band.YOUNGER))
    assert client.get(address).status_code == 404


def test_long_and_odd_titles_stay_one_property(group):
    session = make_session(group)
    title = "Tea, with; a \\ sign\r\nBEGIN:VEVENT " + "ä" * 60
    lines = icalendar.calendar([session], timezone.now(), title).split("\r\n")
    assert lines.count("BEGIN:VEVENT") == 1
    assert all(len(line.encode()) <= 75 for line in lines)
    unfolded = "\r\n".join(lines).replace("\r\n ", "")
    assert "SUMMARY:Tea\\, with\\; a \\\\ sign  BEGIN:VEVENT " + "ä" * 60 in unfolded


def test_sessions_long_over_are_not_in_it(client, group, rosa):
    session = make_session(group)
    session.starts_at = timezone.now() - timedelta(days=90)
    session.ends_at = session.starts_at + timedelta(hours=1)
    session.save()
    assert events(client, rosa) == 0
