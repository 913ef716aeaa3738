"""Was the filter right, and what did waiting for a moderator cost?"""

from __future__ import annotations

import pytest

from community.members.bands import Band
from moderation import actions
from tests.forums.conftest import REVIEW
from tests.moderation.conftest import INSULT, RUDE, decide, row_of
from tests.moderation.insights.conftest import figures, level, pairs

# ---- was the filter right?


def test_the_filter_was_right_when_a_moderator_restricted(judge):
    """3 of 4 insults, and 1 of 2 phone numbers; one item had both."""
    for action in ("remove", "hide", "approve"):
        judge(action)
    judge("return_for_edit", ("toxicity.insult", "contact.phone"))
    judge("watch", ("contact.phone",))
    found = level(True)
    assert pairs(found.labels) == [("toxicity.insult", 3, 4), ("contact.phone", 1, 2)]
    assert (found.overall.hits, found.overall.n) == (3, 5)
    assert found.overall.interval == pytest.approx((0.2307, 0.8824), abs=1e-4)


def test_held_and_shown_are_told_apart_by_what_the_words_were_then(judge):
    judge("remove", before="held")
    judge("approve", before="published", of_edit=True)
    judge("remove", before="published")
    judge("remove", before="hidden")
    assert pairs(level(True).labels) == [("toxicity.insult", 1, 2)]
    assert pairs(level(False).labels) == [("toxicity.insult", 2, 2)]


def test_each_space_and_band_has_its_own_row(judge):
    judge("remove", space="Nights")
    judge("approve", space="Days")
    judge("approve", space="Days", band=Band.OLDER)
    rows = {(one.band, one.space): one.right.words for one in level(True).places}
    assert rows == {
        ("adult", "Nights"): "1 of 1",
        ("adult", "Days"): "0 of 1",
        ("16-17", "Days"): "fewer than 5",
    }


def test_signs_of_crisis_reports_and_reading_first_are_no_findings_to_agree_with(judge):
    judge("approve", ("crisis.intent",), tier="P0")
    judge("remove", ("flag.unkind",), source="flag")
    judge("remove", ("premoderation",), band=Band.YOUNGER)
    judge("remove", ("degraded",), band=Band.OLDER)
    assert level(True).labels == [] and level(True).overall.n == 0


def test_a_reversed_decision_says_that_the_filter_was_wrong(make_post, ana, bo):
    row = row_of(make_post(RUDE))
    decision = decide(ana, row, "remove", reason_code="guideline_unkind")
    assert pairs(level(True).labels) == [("toxicity.insult", 1, 1)]
    actions.ask_again(row.author, decision.pk, "It was a joke about myself.")
    held = actions.claim(bo, row.pk)
    lease = {"lease_token": held.lease_token, "version": held.version}
    assert figures().appeals.waiting == 1
    actions.answer_appeal(bo, row.pk, **lease, outcome="overturned", answer="You are right.")
    assert pairs(level(True).labels) == [("toxicity.insult", 0, 1)]
    appeals = figures().appeals
    assert (appeals.asked, appeals.reversed.words, appeals.waiting) == (1, "1 of 1", 0)


def test_what_was_passed_on_counts_once_it_is_decided(make_post, ana, noor):
    row = row_of(make_post(RUDE))
    decide(ana, row, "escalate", note="I am not sure.")
    assert figures().judged == 0
    decide(noor, row, "approve")
    assert pairs(level(True).labels) == [("toxicity.insult", 0, 1)]


def test_what_was_shown_and_reviewed_later_counts_as_shown(make_post, ana):
    row = row_of(make_post(REVIEW.__class__(**{**REVIEW.__dict__, "reasons": (INSULT,)})))
    decide(ana, row, "approve")
    assert (level(False).overall.n, level(True).overall.n) == (1, 0)


def test_only_the_chosen_days_count(judge):
    judge("remove", days=8)
    assert figures(days=7).judged == 0 and figures(days=28).judged == 1


# ---- what did waiting cost?


def test_only_what_was_held_for_nothing_counts_as_waiting(judge):
    for minutes in (10, 30, 200):
        judge("approve", waited=minutes)
    judge("remove", waited=500)
    judge("approve", before="published", waited=500)
    judge("approve", ("premoderation",), band=Band.YOUNGER, waited=45)
    waits = figures().false_holds
    assert (waits.n, waits.median, waits.total) == (3, pytest.approx(30), pytest.approx(240))
    assert figures(Band.YOUNGER).first_readings.median == pytest.approx(45)
