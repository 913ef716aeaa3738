"""A group is made from a template, forms, runs on its slots and closes with a goodbye."""

from __future__ import annotations

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from community.access import Verb, can
from community.members.bands import Band
from community.notices.models import Notice
from groups import actions, blueprints
from groups.actions import When
from groups.models import Group, GroupTemplate, Room, Slot
from groups.states import MembershipState, Phase, SessionState
from tests.factories import make_member
from tests.groups.makers import make_facilitator, make_group, make_session, put_in
from tests.groups.test_pages import cost_of

pytestmark = pytest.mark.django_db

TUESDAY, SATURDAY = When(1, time(19, 0)), When(5, time(11, 0))


@pytest.fixture
def grace(db):
    return make_facilitator("Grace")


def template(key="adult-eight-weeks"):
    blueprints.ensure_shipped()
    return GroupTemplate.objects.get(key=key)


def made(by, key="adult-eight-weeks", slots=(TUESDAY,), **extra):
    extra.setdefault("name", "Eight weeks, spring")
    extra.setdefault("time_zone", "Europe/London")
    extra.setdefault("first_day", timezone.localdate() + timedelta(days=1))
    return actions.create_from_template(by, template(key), slots=list(slots), **extra)


def ahead(group):
    return list(group.sessions.order_by("starts_at"))


def test_a_cohort_forms_runs_and_ends_with_a_goodbye(grace):
    group, rosa = made(grace), make_member("Rosa")
    assert group.phase == Phase.FORMING
    assert group.rhythm == "Tuesdays at 19:00, London time"
    actions.enrol(rosa, group)
    assert not group.sessions.exists()

    actions.start_group(grace, group)

    planned = ahead(group)
    assert len(planned) == 8
    assert [one.is_goodbye for one in planned] == [False] * 7 + [True]
    assert (planned[0].title, planned[-1].title) == ("Arriving", "Saying goodbye")
    london = ZoneInfo("Europe/London")
    assert {one.starts_at.astimezone(london).time() for one in planned} == {time(19, 0)}
    assert Notice.objects.filter(member=rosa, title="Your group begins").count() == 1

    over = timezone.now()
    for session in planned:
        session.starts_at, session.ends_at = over - timedelta(hours=3), over - timedelta(hours=2)
        session.save()
    assert actions.close_finished(timezone.now()) == 1
    group.refresh_from_db()
    assert group.has_ended
    assert actions.close_finished(timezone.now()) == 0


def test_starting_twice_plans_once(grace):
    group = made(grace)
    actions.start_group(grace, group)
    actions.start_group(grace, group)
    assert group.sessions.count() == 8


def test_the_clock_plans_an_open_group_ahead_and_never_twice(grace):
    group = made(grace, "adult-open")
    actions.start_group(grace, group)
    first = group.sessions.count()
    assert 5 <= first <= 6
    now = timezone.now()
    assert actions.plan_ahead(now) == 0
    assert actions.plan_ahead(now + timedelta(weeks=2)) == 2
    assert actions.plan_ahead(now + timedelta(weeks=2)) == 0
    assert len({one.day for one in ahead(group)}) == group.sessions.count()
    assert [one.title for one in ahead(group)[:3]] == [
        "How was your week?",
        "What helped this week",
        "How was your week?",
    ]


def test_each_meeting_is_offered_in_every_slot(grace):
    group = made(grace, slots=(TUESDAY, SATURDAY))
    actions.start_group(grace, group)
    assert group.sessions.count() == 16
    assert group.rhythm == "Tuesdays at 19:00 and Saturdays at 11:00, London time"
    by_title = {}
    for session in ahead(group):
        by_title.setdefault(session.title, []).append(session)
    assert {len(found) for found in by_title.values()} == {2}


def test_a_youth_group_starts_with_two_facilitators_alone():
    grace, owen = make_facilitator("Grace"), make_facilitator("Owen")
    alone = made(grace, "older-six-weeks", name="Alone")
    with pytest.raises(ValidationError, match="two facilitators"):
        actions.start_group(grace, alone)
    both = made(grace, "older-six-weeks", name="Both", co_facilitator=owen)
    actions.start_group(grace, both)
    assert both.sessions.count() == 6


def test_a_cohort_takes_nobody_after_its_first_week(grace):
    group, late = made(grace), make_member("Late")
    actions.start_group(grace, group)
    group.refresh_from_db()
    assert can(late, Verb.ENROL, group)
    group.joins_until = timezone.localdate() - timedelta(days=2)
    group.save()
    assert not can(late, Verb.ENROL, group)


def test_who_waits_for_a_cohort_in_vain_is_told(grace):
    group, late = made(grace), make_member("Late")
    actions.start_group(grace, group)
    group.memberships.create(member=late, state=MembershipState.WAITING)
    Group.objects.update(joins_until=timezone.localdate() - timedelta(days=3))
    assert actions.release_waiting(timezone.now()) == 1
    assert Notice.objects.filter(member=late, kind="group_no_place").exists()
    assert group.memberships.get(member=late).state == MembershipState.LEFT


def test_a_place_that_became_free_by_itself_goes_to_the_first_who_waits(grace):
    group = make_group(facilitator=grace, capacity=10)
    inside = [put_in(group, make_member(f"Inside {number}")) for number in range(10)]
    first, second = make_member("First"), make_member("Second")
    actions.enrol(first, group)
    actions.enrol(second, group)
    assert actions.fill_places(timezone.now()) == 0

    inside[0].delete()

    assert actions.fill_places(timezone.now()) == 1
    assert first.pk in Group.objects.get(pk=group.pk).active_ids
    assert second.pk in Group.objects.get(pk=group.pk).waiting_ids


def test_other_times_leave_what_was_and_plan_the_rest_anew(grace):
    group, rosa = made(grace), make_member("Rosa")
    actions.enrol(rosa, group)
    actions.start_group(grace, group)
    third = ahead(group)[2]
    actions.change_slots(grace, group, [SATURDAY], first_day=third.day)
    planned = ahead(group)
    assert len(planned) == 8
    assert [one.day.weekday() for one in planned] == [1, 1, 5, 5, 5, 5, 5, 5]
    assert [one.title for one in planned[1:3]] == ["Stopping before you have to", "Nights"]
    assert [one.is_goodbye for one in planned] == [False] * 7 + [True]
    assert Notice.objects.filter(member=rosa, title__startswith="The times").exists()
    assert Group.objects.get(pk=group.pk).rhythm == "Saturdays at 11:00, London time"


def test_an_open_group_ends_with_the_meeting_that_was_named(grace):
    group = made(grace, "adult-open")
    actions.start_group(grace, group)
    second = ahead(group)[1]
    actions.say_goodbye(grace, group, second)
    assert [one.pk for one in ahead(group)][1:] == [second.pk]
    actions.plan_ahead(timezone.now() + timedelta(weeks=8))
    assert group.sessions.count() == 2
    with pytest.raises(ValidationError, match="last meeting"):
        actions.change_slots(grace, group, [SATURDAY], first_day=timezone.localdate())


def test_a_meeting_that_is_called_off_opens_to_nobody_and_says_so(grace, client):
    group = make_group(facilitator=grace)
    rosa = put_in(group, make_member("Rosa"))
    session = make_session(group, starts_in_min=5, state=SessionState.SCHEDULED)
    assert can(rosa, Verb.JOIN, Room(session))
    with pytest.raises(PermissionDenied):
        actions.call_off(rosa, session)

    actions.call_off(grace, session, "Grace is ill.")

    session.refresh_from_db()
    assert not can(rosa, Verb.JOIN, Room(session))
    assert not can(grace, Verb.JOIN, Room(session))
    assert Notice.objects.filter(member=rosa, title="A meeting was called off").exists()
    client.force_login(rosa)
    assert "Grace is ill." in client.get(session.get_absolute_url()).content.decode()
    assert "Called off" in client.get(group.get_absolute_url()).content.decode()


def test_a_goodbye_that_was_called_off_ends_no_group(grace):
    group = made(grace, "adult-open")
    actions.start_group(grace, group)
    first = ahead(group)[0]
    actions.say_goodbye(grace, group, first)
    actions.call_off(grace, first)
    assert actions.close_finished(first.ends_at + timedelta(hours=2)) == 0
    assert Group.objects.get(pk=group.pk).phase == Phase.RUNNING


def test_only_hosts_steer_a_group(grace):
    group, other = made(grace), make_facilitator("Other")
    rosa = make_member("Rosa")
    for person in (other, rosa):
        with pytest.raises(PermissionDenied):
            actions.start_group(person, group)
        with pytest.raises(PermissionDenied):
            actions.change_slots(person, group, [SATURDAY], first_day=timezone.localdate())


@pytest.mark.parametrize("key", ["older-six-weeks", "younger-open"])
def test_templates_of_youth_are_not_there_for_facilitators_without_clearance(client, key):
    uncleared = make_facilitator("Uncleared", cleared=False)
    hidden = template(key)
    client.force_login(uncleared)
    page = client.get(reverse("group_templates")).content.decode()
    assert hidden.name not in page
    assert "13" not in page.split("<main", 1)[1]
    assert client.get(reverse("group_new", args=[hidden.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        made(uncleared, key)


@pytest.mark.parametrize("roles", [(), ("moderator",), ("operator",)])
def test_who_may_make_no_group_finds_no_page_for_it(client, roles):
    member = make_member("Rosa", roles=roles, cleared=bool(roles))
    client.force_login(member)
    assert client.get(reverse("group_templates")).status_code == 404
    assert client.get(reverse("group_new", args=[template().pk])).status_code == 404
    assert "Make a new group" not in client.get(reverse("groups")).content.decode()


def test_a_facilitator_makes_a_group_in_two_pages(client, grace):
    owen = make_facilitator("Owen")
    client.force_login(grace)
    chosen = template("older-six-weeks")
    assert "Make a new group" in client.get(reverse("groups")).content.decode()
    assert chosen.name in client.get(reverse("group_templates")).content.decode()
    day = timezone.localdate() + timedelta(days=3)
    fields = {
        "name": "Thursday six",
        "co_facilitator": owen.pk,
        "time_zone": "Europe/Berlin",
        "weeks": 6,
        "first_day": f"{day:%Y-%m-%d}",
        "weekday1": 3,
        "starts1": "17:30",
    }
    wrong = client.post(reverse("group_new", args=[chosen.pk]), {**fields, "weekday2": 4})
    assert "Say at what time" in wrong.content.decode()
    assert "Thursday six" in wrong.content.decode()
    done = client.post(reverse("group_new", args=[chosen.pk]), fields)
    group = Group.objects.get(name="Thursday six")
    assert done.url == group.get_absolute_url()
    assert {host.member for host in group.hosts.all()} == {grace, owen}

    client.post(reverse("group_start", args=[group.pk]))
    assert group.sessions.count() == 6
    page = client.get(group.get_absolute_url()).content.decode()
    assert "The last one" in page


def test_a_group_that_forms_says_when_it_will_meet(client, grace):
    group, rosa = made(grace), make_member("Rosa")
    client.force_login(rosa)
    page = client.get(group.get_absolute_url()).content.decode()
    assert "Tuesdays at 19:00, London time" in page
    client.post(reverse("group_enrol", args=[group.pk]))
    assert "The group is forming" in client.get(group.get_absolute_url()).content.decode()


def test_the_waiting_page_names_the_place_and_costs_the_same_for_a_long_list(client, grace):
    group = make_group(facilitator=grace, capacity=10)
    for number in range(10):
        put_in(group, make_member(f"Inside {number}"))
    rosa = make_member("Rosa")
    actions.enrol(rosa, group)
    client.force_login(rosa)
    page = client.get(group.get_absolute_url()).content.decode()
    assert "number 1 on the waiting list" in page
    cost = cost_of(client, group.get_absolute_url())
    for number in range(5):
        actions.enrol(make_member(f"Later {number}"), group)
    assert cost_of(client, group.get_absolute_url()) == cost
    assert cost <= 20


def test_the_page_of_templates_costs_the_same_for_one_and_for_many(client, grace):
    template()
    client.force_login(grace)
    cost = cost_of(client, reverse("group_templates"))
    for number in range(5):
        GroupTemplate.objects.create(
            key=f"more-{number}", name=f"More {number}", band=Band.ADULT, shape="open"
        )
    assert cost_of(client, reverse("group_templates")) == cost


def test_slots_say_when_in_words():
    weekly = Slot(weekday=1, starts=time(19, 0), every=1)
    rarer = Slot(weekday=5, starts=time(9, 30), every=2)
    assert (weekly.words, rarer.words) == ("Tuesdays at 19:00", "every second Saturday at 09:30")
