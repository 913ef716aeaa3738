"""Insights: what the numbers say, to whom, and what they keep to themselves."""

from __future__ import annotations

import math
import uuid
from datetime import timedelta
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from community.members.bands import Band
from moderation import actions, plots, tiers
from moderation.figures.judged import Judged, missed
from moderation.figures.looks import Look, middle
from moderation.figures.tally import Tally
from moderation.models import Decision, Reviewable
from moderation.queries import Period, insights_page
from moderation.statistics import median, quantile, recall, wilson
from tests.factories import make_member
from tests.forums.conftest import PUBLISH, REVIEW
from tests.moderation.conftest import INSULT, RUDE, decide, row_of

URL = "/moderation/insights/"
_numbers = count(1)


@pytest.fixture
def judge(db, ana):
    """Writes an item that was decided an hour after it was opened, a day ago."""

    def write(
        action="approve", codes=("toxicity.insult",), *, band=Band.ADULT, tier="P3", before="held",
        source="screening", share=None, space="Talk", days=1.0, waited=60, held_for=0,
        of_edit=False, author=None,
    ):  # fmt: skip
        opened = timezone.now() - timedelta(days=days)
        first_look, breach = tiers.deadlines(tier, band, opened)
        row = Reviewable.objects.create(
            kind="test.post",
            object_id=next(_numbers),
            band=band,
            space_name=space,
            author=author or make_member(band=band),
            tier=tier,
            reasons=[{"code": code, "label": code, "words": []} for code in codes],
            sources=[source],
            sampled_share=share,
            state="closed",
            opened_at=opened,
            due_first_look=first_look,
            due_breach=breach,
        )
        restricts = action in ("hide", "remove", "return_for_edit")
        return Decision.objects.create(
            reviewable=row,
            by=ana,
            action=action,
            reason_code="guideline_unkind" if restricts else "",
            content_before=before,
            of_edit=of_edit,
            lease_token=uuid.uuid4(),
            decided_at=opened + timedelta(minutes=waited),
            seconds_held=held_for,
        )

    return write


def figures(*bands, days=28):
    return insights_page(Period.last(days), bands or Band)


def level(held, *bands):
    return figures(*bands).levels[0 if held else 1]


def pairs(precisions):
    return [(one.label, one.right.hits, one.right.n) for one in precisions]


# ---- who sees it


@pytest.mark.parametrize("roles", [(), ("mentor",), ("facilitator",), ("coach",), ("operator",)])
def test_insights_do_not_exist_for_others(client, db, roles):
    client.force_login(make_member(roles=roles, cleared=True))
    assert client.get(URL).status_code == 404


def test_signed_out_people_are_asked_to_sign_in(client, db):
    assert client.get(URL).status_code == 302


def test_a_moderator_finds_insights_from_the_queue(client, ana):
    client.force_login(ana)
    assert f'href="{URL}"' in client.get("/moderation/").content.decode()


def test_a_moderator_of_adults_sees_no_numbers_of_youth(client, judge, bo):
    for _ in range(7):
        judge("remove", band=Band.OLDER, space="Sixteen up")
    client.force_login(bo)
    for address in (URL, f"{URL}?band=16-17"):
        page = client.get(address).content.decode()
        assert "Nothing to count yet" in page
        assert "Sixteen up" not in page and "16–17" not in page


def test_a_cleared_moderator_chooses_a_band(client, judge, ana):
    judge(space="Grown-ups")
    for _ in range(5):
        judge(band=Band.OLDER, space="Sixteen up")
    client.force_login(ana)
    both = client.get(URL).content.decode()
    assert "Grown-ups" in both and "Sixteen up" in both
    youth = client.get(f"{URL}?band=16-17&days=7").content.decode()
    assert "Sixteen up" in youth and "Grown-ups" not in youth


@pytest.mark.parametrize("address", [f"{URL}?days=x&band=y", f"{URL}?days=3650&band=adult'"])
def test_an_address_that_cannot_be_read_shows_the_usual(client, judge, ana, address):
    judge()
    client.force_login(ana)
    page = client.get(address)
    assert page.status_code == 200
    assert '<option value="28" selected>' in page.content.decode()


def test_a_calm_time_is_said_kindly(client, ana):
    client.force_login(ana)
    assert "That may simply mean a calm time." in client.get(URL).content.decode()


def test_no_name_and_no_words_are_on_the_page(client, make_post, ana, bo):
    post = make_post(RUDE, author=make_member("Rosalind"), body="You are useless.")
    decide(bo, row_of(post), "remove", reason_code="guideline_unkind", note="Zebra")
    client.force_login(ana)
    page = client.get(URL).content.decode()
    assert "Unkind: insult" in page
    assert not any(word in page for word in ("Rosalind", "useless", "Zebra"))


@pytest.mark.parametrize("many", [1, 30])
def test_the_page_takes_a_fixed_number_of_queries(client, judge, ana, many):
    author = make_member()
    for number in range(many):
        judge("remove" if number % 2 else "approve", author=author, space=f"Space {number % 4}")
    client.force_login(ana)
    client.get(URL)
    with CaptureQueriesContext(connection) as seen:
        client.get(URL)
    ours = [q for q in seen if "moderation_decision" in q["sql"] or "moderation_appeal" in q["sql"]]
    assert len(ours) == 4 and len(seen) <= 11, "\n".join(q["sql"] for q in seen)


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


# ---- what did it miss?


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


# ---- how long until somebody looked?


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


# ---- small numbers of young people


def test_few_young_people_are_not_counted_out(client, judge, ana):
    for _ in range(3):
        judge("remove", band=Band.OLDER, waited=17)
    client.force_login(ana)
    page = client.get(f"{URL}?band=16-17").content.decode()
    assert "ewer than 5" in page
    assert not any(
        word in page for word in ("3 of 3", "17 min", "51 min", "100\N{NARROW NO-BREAK SPACE}% had")
    )


@pytest.mark.parametrize(
    ("hits", "n", "youth", "words", "shown"),
    [
        (3, 4, False, "3 of 4", True),
        (3, 4, True, "fewer than 5", False),
        (0, 4, True, "fewer than 5", False),
        (3, 12, True, "fewer than 5 of 12", False),
        (0, 12, True, "0 of 12", True),
        (5, 12, True, "5 of 12", True),
        (0, 0, True, "none yet", False),
    ],
)
def test_a_count_of_young_people_below_five_is_not_said(hits, n, youth, words, shown):
    tally = Tally(hits, n, youth)
    assert (tally.words, tally.is_shown) == (words, shown)
    assert (
        bool(tally.percent)
        is bool(tally.range_words)
        is (plots.whisker(tally) is not None)
        is shown
    )


# ---- statistics


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
