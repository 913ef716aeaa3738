"""Severe items come neither all in a row nor all to one moderator, and finding one is quick."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moderation import actions
from tests.moderation.wellbeing.conftest import HARM, HATE, hold, met

# ---- in a row, and by turns


def test_after_three_severe_items_a_light_one_comes_first(item, ana):
    hard = [item("P1") for _ in range(4)]
    light = item("P4")
    assert [actions.claim_next(ana) for _ in range(5)] == [*hard[:3], light, hard[3]]


def test_danger_to_life_does_not_wait_for_a_light_one(item, ana):
    met(ana, 2, times=3)
    item("P4")
    danger = item("P0")
    assert actions.claim_next(ana) == danger


def test_without_a_light_one_the_severe_one_comes(item, ana):
    met(ana, 2, times=3)
    row = item("P1")
    assert actions.claim_next(ana) == row


def test_a_break_ends_the_row_of_severe_ones(item, ana):
    met(ana, 2, ago=timedelta(hours=1), times=3)
    actions.take_break(ana)
    actions.end_break(ana)
    item("P4")
    row = item("P1")
    assert actions.claim_next(ana) == row


def test_what_is_severe_goes_to_the_colleague_at_work_who_met_less(item, ana, bo):
    met(ana, 2, ago=timedelta(days=2), times=4)
    met(ana, 0)
    hold(bo, item("P4"))
    hard, light = item("P1"), item("P3")
    assert actions.claim_next(ana) == light
    assert actions.claim_next(bo) == hard


@pytest.mark.parametrize("why", ["late", "away", "spared", "danger"])
def test_it_does_not_go_round_to_a_colleague_when(item, ana, bo, why):
    met(ana, 2, ago=timedelta(days=2), times=4)
    met(ana, 0)
    hard = item("P0" if why == "danger" else "P1", HARM, late=why == "late")
    item("P3")
    if why != "away":
        hold(bo, item("P4"))
    if why == "spared":
        actions.look_after(bo, spared=["self_harm"])
    assert actions.claim_next(ana) == hard


# ---- it stays fast


@pytest.mark.parametrize("tier", ["P1", "P3"])
def test_next_takes_the_same_number_of_queries_however_long_the_queue(item, ana, bo, noor, tier):
    """With something to spare, somebody at work and a row of severe ones: every question asked."""
    actions.look_after(ana, spared=["self_harm"])
    hold(bo, item("P4"))
    item("P3")
    met(ana, 2, ago=timedelta(days=1), times=4)
    actions.claim_next(bo)
    taken = []
    for more in (1, 40):
        for _ in range(more):
            item(tier, HATE)
            item(tier, HARM)
        with CaptureQueriesContext(connection) as seen:
            row = actions.claim_next(ana)
        assert row is not None
        taken.append(len(seen))
        actions.release(ana, row.pk, row.lease_token)
    assert taken[0] == taken[1] <= 36
