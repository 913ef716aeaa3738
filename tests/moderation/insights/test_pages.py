"""Who sees insights, and what the numbers keep to themselves."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.members.bands import Band
from moderation import plots
from moderation.figures.tally import Tally
from tests.factories import make_member
from tests.moderation.conftest import RUDE, decide, row_of

URL = "/moderation/insights/"

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
