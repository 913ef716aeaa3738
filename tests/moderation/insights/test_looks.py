"""How long was it until somebody looked?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from community.members.bands import Band
from moderation import actions, tiers
from moderation.figures.looks import Look, middle
from moderation.models import Reviewable
from tests.moderation.conftest import RUDE, row_of
from tests.moderation.insights.conftest import figures


def test_a_first_look_is_when_the_claim_began(judge):
    judge(tier="P0", waited=4, held_for=180)
    times = figures().tiers[0]
    assert times.median == pytest.approx(1) and times.in_time.words == "1 of 1"


def test_times_are_measured_against_what_was_promised(judge):
    """P1 has 30 minutes, and breaks its promise badly after two hours."""
    for minutes in (10, 20, 40, 130):
        judge(tier="P1", waited=minutes)
    times = figures().tiers[1]
    assert (times.in_time.words, times.breaches) == ("2 of 4", 1)
    assert (times.median, times.p95) == (pytest.approx(30), pytest.approx(130))
    assert times.median_used == pytest.approx(1)


def test_youth_have_a_shorter_promise_for_guidelines(judge):
    for band in (Band.ADULT, Band.OLDER):
        judge(tier="P3", waited=180, band=band)
    assert figures().tiers[3].in_time.words == "1 of 2"
    assert figures().tiers[3].allowed == (120, 720)


def test_what_still_has_time_is_not_late_and_what_is_overdue_is(make_post, ana):
    fresh, overdue = row_of(make_post(RUDE)), row_of(make_post(RUDE))
    long_ago = timezone.now() - timedelta(hours=30)
    first_look, breach = tiers.deadlines("P3", "adult", long_ago)
    Reviewable.objects.filter(pk=overdue.pk).update(
        opened_at=long_ago, due_first_look=first_look, due_breach=breach
    )
    times = figures().tiers[3]
    assert (times.n, times.in_time.hits, times.breaches) == (1, 0, 1)
    actions.claim(ana, fresh.pk)
    assert figures().tiers[3].in_time.words == "1 of 2"


def test_what_the_author_took_back_first_was_never_late(make_post):
    row = row_of(make_post(RUDE))
    Reviewable.objects.filter(pk=row.pk).update(due_first_look=timezone.now())
    actions.settle(row.kind, row.object_id)
    assert figures().in_time.n == 0


def looks(tier, *used):
    return [Look(tier, "adult", timezone.now(), 100 * part, 100, False) for part in used]


def test_the_middle_of_the_queue_is_compared_with_the_top():
    """The top uses 20 % of its time, the middle 60 %: three times as much."""
    of = looks("P0", 0.1, 0.2, 0.2) + looks("P1", 0.2, 0.9)
    of += looks("P2", 0.5, 0.6) + looks("P3", 0.6, 0.7, 2.0) + looks("P4", 9.0)
    assert middle(of).ratio == pytest.approx(3)


@pytest.mark.parametrize("top", [[0.2] * 4, [0.0] * 5])
def test_of_too_few_the_middle_is_not_compared(top):
    assert middle(looks("P0", *top) + looks("P3", *[0.5] * 5)) is None


def test_weeks_are_counted_back_from_now(judge):
    for days in (1, 6.9, 7.1, 27):
        judge(days=days)
    assert [one.in_time.n for one in figures().stretches] == [1, 0, 1, 2]
    assert [one.in_time.n for one in figures(days=7).stretches] == [1, 0, 0, 0, 0, 1, 0]
