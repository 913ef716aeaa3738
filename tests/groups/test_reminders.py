"""Reminders: once, in private words, not at night, and to nobody who stopped them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from community.members.bands import Band
from community.notices.models import Notice
from groups import actions
from groups.models import Session
from groups.states import SessionState
from tests.factories import make_member
from tests.groups.makers import make_facilitator, make_group, put_in

pytestmark = pytest.mark.django_db
EVENING = datetime(2027, 1, 19, 19, 0, tzinfo=UTC)


@pytest.fixture
def group(db):
    return make_group(facilitator=make_facilitator("Grace"), name="Living with back pain")


@pytest.fixture
def rosa(group):
    return put_in(group, make_member("Rosa"))


@pytest.fixture
def session(group):
    return Session.objects.create(
        group=group,
        title="Nights and pain",
        starts_at=EVENING,
        ends_at=EVENING + timedelta(hours=1),
        state=SessionState.SCHEDULED,
    )


@pytest.fixture(autouse=True)
def that_day(monkeypatch):
    """What is coming is asked of the clock on the wall."""
    monkeypatch.setattr("groups.queries.pages.timezone.now", lambda: EVENING - timedelta(days=2))


def reminded(member):
    found = Notice.objects.filter(member=member, kind="group_reminder").order_by("pk")
    return list(found.values_list("title", flat=True))


def test_the_day_before_and_when_the_doors_open_each_once(session, rosa):
    for before in (30, 24, 23, 20):
        actions.send_reminders(EVENING - timedelta(hours=before))
    assert reminded(rosa) == ["You have a meeting on Tuesday at 19:00"]
    for minutes in (60, 10, 5, 1):
        actions.send_reminders(EVENING - timedelta(minutes=minutes))
    assert reminded(rosa)[1:] == ["Your meeting begins at 19:00. The doors are open."]
    actions.send_reminders(EVENING + timedelta(minutes=1))
    assert len(reminded(rosa)) == 2


def test_the_words_name_no_group_no_topic_and_nobody(session, rosa):
    actions.send_reminders(EVENING - timedelta(hours=23))
    notice = Notice.objects.get(member=rosa)
    for word in ("pain", "back", "Nights", "Grace"):
        assert word.lower() not in f"{notice.title} {notice.body}".lower()


def test_nobody_is_woken_for_tomorrows_meeting(session, rosa):
    rosa.time_zone = "Asia/Tokyo"
    rosa.save()
    actions.send_reminders(EVENING - timedelta(hours=24))  # four in the morning there
    assert reminded(rosa) == []
    actions.send_reminders(EVENING - timedelta(hours=20))
    assert reminded(rosa) == ["You have a meeting on Wednesday at 04:00"]


def test_who_stopped_reminders_gets_none(session, rosa, client):
    client.force_login(rosa)
    client.post(reverse("group_reminders", args=[session.group_id]), {"on": "0"})
    actions.send_reminders(EVENING - timedelta(hours=23))
    assert reminded(rosa) == []
    actions.set_reminders(rosa, session.group, True)
    actions.send_reminders(EVENING - timedelta(hours=23))
    assert len(reminded(rosa)) == 1


def test_who_waits_or_left_or_grew_out_of_the_band_is_not_reminded(session, rosa, group):
    waiting, left = make_member("Waits"), make_member("Left")
    grown = make_member("Grown", Band.OLDER)
    group.memberships.create(member=waiting, state="waiting")
    group.memberships.create(member=left, state="left")
    group.memberships.create(member=grown, state="active")
    actions.send_reminders(EVENING - timedelta(hours=23))
    assert [len(reminded(one)) for one in (rosa, waiting, left, grown)] == [1, 0, 0, 0]


def test_what_was_called_off_reminds_nobody(session, rosa):
    Session.objects.update(state=SessionState.CALLED_OFF)
    actions.send_reminders(EVENING - timedelta(hours=23))
    assert reminded(rosa) == []


def test_most_ticks_of_the_clock_cost_one_query(session, rosa, django_assert_num_queries):
    with django_assert_num_queries(1):
        actions.send_reminders(EVENING - timedelta(days=3))
