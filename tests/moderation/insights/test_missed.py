"""What did the filter miss?"""

from __future__ import annotations

import math

import pytest

from moderation.figures.judged import Judged, missed
from tests.forums.conftest import PUBLISH
from tests.moderation.conftest import decide, row_of
from tests.moderation.insights.conftest import figures


def item(restricted, *, codes=(), source="sample", share=0.01, band="adult", held=False):
    return Judged(band, "", restricted, held, codes, frozenset({source}), share, 0.0)


FOUND = item(True, codes=("toxicity.insult",), source="screening", share=None)


def test_recall_weighs_each_random_look_by_its_chance():
    """300 found; 10 looks at one of a hundred found something, each stands for 100: 1,000 missed.
    The log of 300 to 1,000 is −1.204, its spread √(1/300 + 10·100²/1,000²) = 0.3215."""
    found = missed([FOUND] * 300 + [item(True)] * 10 + [item(False)] * 90)
    assert found.recall is not None and (found.looks.hits, found.looks.n) == (10, 100)
    assert found.recall.share == pytest.approx(300 / 1300)
    low, high = (1 / (1 + math.exp(1.20397 + step)) for step in (0.63005, -0.63005))
    assert (found.recall.low, found.recall.high) == pytest.approx((low, high), abs=1e-4)


def test_larger_shares_weigh_less():
    found = missed([FOUND] * 100 + [item(True, share=0.1)] * 5 + [item(True, share=0.01)] * 5)
    assert found.recall is not None and found.recall.share == pytest.approx(100 / 650)


@pytest.mark.parametrize(("right", "misses"), [(300, 9), (9, 300), (300, 0), (0, 0)])
def test_of_too_few_nothing_is_estimated(right, misses):
    assert missed([FOUND] * right + [item(True)] * misses).recall is None


def test_what_is_read_before_it_is_shown_stands_for_itself():
    read = item(True, codes=("premoderation",), source="screening", share=None, band="13-15")
    assert missed([FOUND] * 30 + [read] * 10).recall.share == pytest.approx(0.75)


def test_a_draw_whose_words_were_changed_and_flagged_later_is_no_random_look(judge):
    judge("remove", share=0.01, source="screening")
    assert figures().missed.looks.n == 0 and figures().missed.found == 1


def test_a_post_that_was_drawn_is_a_random_look(make_post, ana, settings, monkeypatch):
    settings.RANDOM_LOOKS = True
    monkeypatch.setattr("moderation.actions.sampling._dice.random", lambda: 0.001)
    decide(ana, row_of(make_post(PUBLISH)), "remove", reason_code="guideline_unkind")
    assert figures().missed.looks.words == "1 of 1"
