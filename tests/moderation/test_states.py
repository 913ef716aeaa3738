"""The tables of states: what is in them works, everything else raises, in the database too."""

from __future__ import annotations

import itertools

import pytest
from django.db import IntegrityError, transaction

from moderation import states
from moderation.content import IllegalTransition
from moderation.models import CrisisCase, Reviewable
from moderation.states import CASE_MOVES, REVIEW_MOVES, CaseState, ReviewState


@pytest.mark.parametrize(("before", "after"), list(itertools.product(ReviewState, ReviewState)))
def test_a_reviewable_moves_as_its_table_says(before, after):
    if after in REVIEW_MOVES[before]:
        states.check_review(before, after)
    else:
        with pytest.raises(IllegalTransition):
            states.check_review(before, after)


@pytest.mark.parametrize(("before", "after"), list(itertools.product(CaseState, CaseState)))
def test_a_case_moves_as_its_table_says(before, after):
    if after in CASE_MOVES[before]:
        states.check_case(before, after)
    else:
        with pytest.raises(IllegalTransition):
            states.check_case(before, after)


def test_every_state_has_a_row_in_its_table():
    assert set(REVIEW_MOVES) == set(ReviewState)
    assert set(CASE_MOVES) == set(CaseState)


def test_a_decision_is_reached_through_a_claim_alone():
    assert {s for s, to in REVIEW_MOVES.items() if ReviewState.DECIDED in to} == {
        ReviewState.CLAIMED
    }


def test_every_case_can_reach_its_end():
    reached, todo = set(), {CaseState.RAISED}
    while todo:
        state = todo.pop()
        reached.add(state)
        todo |= set(CASE_MOVES[state]) - reached
    assert reached == set(CaseState)


def test_nothing_is_decided_about_what_its_author_took_back():
    for gone in ("withdrawn", "removed", "returned_for_edit", "draft"):
        assert states.possible_actions(gone) == frozenset()


def test_only_a_waiting_edit_of_something_published_goes_back_to_its_author():
    assert "return_for_edit" not in states.possible_actions("published")
    assert "return_for_edit" in states.possible_actions("published", pending=True)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "somewhere"},
        {"tier": "P9"},
        {"band": "30-40"},
        {"state": "claimed"},
        {"rest_state": "closed"},
    ],
)
def test_the_database_refuses_impossible_rows(held, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Reviewable.objects.filter(pk=held.pk).update(**broken)


def test_the_database_refuses_a_case_that_skips_acknowledging(held):
    case = CrisisCase.objects.create(
        member=held.author, band="adult", risk="concern", source="flag", due_at=held.due_breach
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        CrisisCase.objects.filter(pk=case.pk).update(state="contacting")
