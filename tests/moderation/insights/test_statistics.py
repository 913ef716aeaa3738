"""The statistics that insights rest on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.statistics import median, quantile, recall, wilson


@given(st.integers(1, 3000), st.data())
def test_the_interval_of_wilson_contains_the_share(n, data):
    hits = data.draw(st.integers(0, n))
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n <= high <= 1 and low < high


@given(st.integers(1, 300), st.integers(2, 20), st.data())
def test_the_interval_of_wilson_narrows_with_more_of_the_same(n, times, data):
    hits = data.draw(st.integers(0, n))
    low, high = wilson(hits, n)
    narrower_low, narrower_high = wilson(times * hits, times * n)
    assert narrower_high - narrower_low < high - low


def test_the_interval_of_wilson_by_hand():
    """8 of 10: (0.8 + 0.19208 ± 1.96·√(0.016 + 0.009604)) / 1.38416."""
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)


@given(st.integers(10, 500), st.lists(st.floats(1, 200), min_size=10, max_size=40))
def test_recall_stays_within_its_interval(found, weights):
    estimate = recall(found, weights)
    assert estimate is not None and 0 < estimate.low < estimate.share < estimate.high < 1


def test_the_middle_and_the_slowest():
    assert median([3, 1, 2, 10]) == 2.5 and median([]) is None
    assert quantile([4, 1, 3, 2], 0.95) == 4 and quantile(range(1, 101), 0.95) == 95
    assert quantile([7], 0.0) == 7 and quantile([], 0.5) is None
