"""Limits on a member: where, until when, and that they are read from the account at no cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.access import Verb, can
from community.members import actions
from community.members.models import Limit, Member
from tests.factories import make_member
from tests.forums.conftest import make_space, make_thread
from tests.forums.conftest import screening as screening

SOON = timedelta(days=1)


@pytest.fixture
def rosa(db):
    return make_member("Rosa")


def fresh(member):
    return Member.objects.get(pk=member.pk)


def test_somebody_without_limits_costs_no_query(rosa, django_assert_num_queries):
    member = fresh(rosa)
    with django_assert_num_queries(0):
        assert not member.muted_in and not member.is_limited(Limit.Kind.SLOW)


def test_a_mute_forbids_writing_there_and_nothing_else(rosa):
    here, there = make_space("here", rosa.band), make_space("there", rosa.band)
    thread = make_thread(here)
    actions.limit(rosa, Limit.Kind.MUTE, until=timezone.now() + SOON, place=here.place)
    member = fresh(rosa)
    assert can(member, Verb.SEE, thread) and not can(member, Verb.REPLY, thread)
    assert not can(member, Verb.START, here) and can(member, Verb.START, there)


def test_a_lifted_limit_holds_no_more_and_leaves_the_others(rosa):
    until = timezone.now() + SOON
    slow = actions.limit(rosa, Limit.Kind.SLOW, until=until)
    actions.limit(rosa, Limit.Kind.PREMODERATE, until=until)
    actions.lift_limit(slow)
    member = fresh(rosa)
    assert not member.is_limited(Limit.Kind.SLOW)
    assert member.is_limited(Limit.Kind.PREMODERATE)


@pytest.mark.parametrize(
    ("kind", "place", "days"), [("mute", "", 1), ("slow", "space:1", 1), ("slow", "", -1)]
)
def test_the_database_refuses_a_limit_that_makes_no_sense(rosa, kind, place, days):
    with pytest.raises(IntegrityError), transaction.atomic():
        Limit.objects.create(
            member=rosa, kind=kind, place=place, until=timezone.now() + days * SOON
        )
