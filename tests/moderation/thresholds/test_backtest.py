"""Other thresholds are tried on the past."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given

from community.members.bands import Band
from forums.models import Post
from moderation import backtests
from moderation.actions import trials
from moderation.figures.backtest import backtest, mistakes, suggestion
from moderation.screening.edit import Place
from moderation.screening.policy import Thresholds
from tests.moderation.conftest import row_of
from tests.moderation.thresholds.conftest import ADULTS, EARLIER_HOLD, limits, past, readings, some

# The past


def test_the_past_says_how_many_more_would_have_been_held_and_how_many_wrongly(write) -> None:
    some(write)
    found = backtests.try_out(ADULTS, EARLIER_HOLD)
    more = found.of("more_held")
    assert (found.readings, found.judged) == (5, 4)
    assert (more.n, more.right, more.wrong, more.unknown) == (3, 2, 1, 0)
    assert (found.mistakes_before, found.mistakes_after) == (2, 1)
    assert trials.summary(found) == ["3 more held, 1 of them wrongly"]


def test_what_nobody_judged_is_neither_right_nor_wrong(write) -> None:
    write(0.7)
    found = backtests.try_out(ADULTS, EARLIER_HOLD)
    assert trials.summary(found) == ["1 more held, 0 of them wrongly, 1 judged by nobody"]
    assert found.mistakes_before == found.mistakes_after == 0


def test_what_something_else_holds_moves_with_no_threshold(write) -> None:
    write(0.7, codes=("medical.trade",))
    assert backtests.try_out(ADULTS, EARLIER_HOLD).changes_nothing


def test_a_decision_that_was_reversed_counts_as_one_to_stay(write) -> None:
    post = write(0.7, "remove")
    row_of(post).decisions.update(overturned_at=timezone.now())
    assert backtests.try_out(ADULTS, EARLIER_HOLD).of("more_held").wrong == 1


def test_readings_of_other_models_bands_and_times_are_left_out(write) -> None:
    write(0.7, band=Band.OLDER)
    old = write(0.7)
    Post.objects.filter(pk=old.pk).update(created=timezone.now() - timedelta(days=40))
    other = write(0.7)
    Post.objects.filter(pk=other.pk).update(verdict={**other.verdict, "model": "another"})
    write(0.7)
    assert backtests.try_out(ADULTS, EARLIER_HOLD).readings == 1


def test_one_space_is_tried_apart(write, make_post) -> None:
    post = write(0.7)
    assert backtests.try_out(Place(Band.ADULT, "elsewhere"), EARLIER_HOLD).readings == 0
    here = Place(Band.ADULT, post.thread.space.slug)
    assert backtests.try_out(here, EARLIER_HOLD).of("more_held").n == 1


def test_trying_takes_two_queries_a_kind_of_content_however_much_there_is(write) -> None:
    taken = []
    for _ in range(2):
        some(write)
        with CaptureQueriesContext(connection) as found:
            backtests.try_out(ADULTS, EARLIER_HOLD)
        taken.append(len(found))
    assert taken[0] == taken[1] <= 4


# The arithmetic


@given(readings, limits, limits)
def test_every_text_moves_one_way_at_most_and_back_again(pasts, old, new) -> None:
    there, back = backtest(pasts, old, new), backtest(pasts, new, old)
    for one, other in (("more_held", "fewer_held"), ("more_seen", "fewer_seen")):
        assert there.of(one).n == back.of(other).n
    moved = [id(item) for one in there.moved for item in one.items]
    assert len(moved) == len(set(moved))
    assert there.mistakes_after == back.mistakes_before


@given(readings, limits)
def test_the_same_thresholds_change_nothing(pasts, at) -> None:
    found = backtest(pasts, at, at)
    assert found.changes_nothing
    assert found.mistakes_before == found.mistakes_after


@given(readings, limits)
def test_what_is_suggested_makes_clearly_fewer_mistakes_on_enough_judgements(pasts, now) -> None:
    better = suggestion(pasts, now)
    if better is not None:
        assert sum(one.restricted is not None for one in pasts) >= 30
        assert mistakes(pasts, better) <= mistakes(pasts, now) - 3
        assert better.review <= better.hold


def test_with_enough_judged_the_better_threshold_is_found() -> None:
    pasts = [past(0.62, True)] * 20 + [past(0.4, False)] * 20
    at = Thresholds(review=0.5, hold=0.8)
    assert suggestion(pasts, at) == Thresholds(review=0.5, hold=0.6)
    assert suggestion(pasts[:15] + pasts[-9:], at) is None
    assert suggestion(pasts, Thresholds(review=0.5, hold=0.6)) is None
