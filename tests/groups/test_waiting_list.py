"""One place, many who want it at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from groups import actions
from groups.agreements import ensure_defaults
from groups.models import Group, Membership, Slot
from groups.states import MembershipState
from tests.factories import make_member
from tests.groups.makers import make_group, put_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.integration]


@pytest.fixture
def group(db):
    ensure_defaults()
    return make_group(capacity=10)


def at_once(*calls):
    """Runs them in threads that start together, each on a connection of its own."""
    together = Barrier(len(calls))

    def run(call):
        together.wait()
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [one.result() for one in [pool.submit(run, call) for call in calls]]


def states(group):
    found = Membership.objects.filter(group=group).values_list("state", flat=True)
    return sorted(found)


def test_the_last_place_is_given_once(group):
    for number in range(9):
        put_in(group, make_member(f"Inside {number}"), accepted=False)
    asking = [make_member(f"Asks {number}") for number in range(4)]
    at_once(*(lambda one=one: actions.enrol(one, group) for one in asking))
    assert states(group).count(MembershipState.ACTIVE) == 10
    assert states(group).count(MembershipState.WAITING) == 3


def test_two_who_leave_at_once_let_exactly_two_in_and_in_order(group):
    inside = [
        put_in(group, make_member(f"Inside {number}"), accepted=False) for number in range(10)
    ]
    waiting = [make_member(f"Waits {number}") for number in range(3)]
    for one in waiting:
        actions.enrol(one, group)
    at_once(
        lambda: actions.leave(inside[0], group),
        lambda: actions.leave(inside[1], group),
        lambda: actions.fill_places(timezone.now()),
        lambda: actions.fill_places(timezone.now()),
    )
    group = Group.objects.get(pk=group.pk)
    assert len(group.active_ids) == 10
    assert {one.pk for one in waiting[:2]} <= group.active_ids
    assert group.waiting_ids == {waiting[2].pk}


def test_two_clocks_plan_each_meeting_once(group):
    Slot.objects.create(
        group=group, weekday=1, starts=time(19), first_day=timezone.localdate() + timedelta(days=1)
    )
    now = timezone.now()
    at_once(lambda: actions.plan_ahead(now), lambda: actions.plan_ahead(now))
    days = list(group.sessions.values_list("day", flat=True))
    assert len(days) == len(set(days)) > 0
