"""The public report: it says what was done, and nothing that points at anybody."""

from __future__ import annotations

import itertools
import json
import re
import uuid
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from community.members.bands import Band
from moderation import actions, content, disclosure, tiers, transparency
from moderation.management.commands import transparency_report
from moderation.models import Decision, Reviewable
from moderation.queries.transparency import figures
from tests.factories import make_member
from tests.moderation.conftest import DANGER, KIND, RUDE, decide, row_of

START, END = date(2026, 7, 1), date(2026, 9, 30)
_numbers = count(1)


@pytest.fixture
def fill(db, ana):
    """Writes so many decisions, one a minute from the morning of the second day on; a first look
    took ten minutes."""

    def write(many, action="approve", *, tier="P2", before="held", code="toxicity.insult",
              reason="guideline_unkind", band=Band.ADULT):  # fmt: skip
        author, start = make_member(band=band), datetime(2026, 7, 2, 9, tzinfo=UTC)
        for number in range(many):
            opened = start + timedelta(minutes=number)
            first_look, breach = tiers.deadlines(tier, band, opened)
            row = Reviewable.objects.create(
                kind="test.post", object_id=next(_numbers), band=band, author=author, tier=tier,
                reasons=[{"code": code, "label": code}], sources=["screening"], state="closed",
                opened_at=opened, due_first_look=first_look, due_breach=breach,
                policy="2026.7.1", model="alongside-test",
            )  # fmt: skip
            restricts = action in ("hide", "remove", "return_for_edit")
            Decision.objects.create(
                reviewable=row, by=ana, action=action, reason_code=reason if restricts else "",
                content_before=before, lease_token=uuid.uuid4(),
                decided_at=opened + timedelta(minutes=10),
            )  # fmt: skip

    return write


def report(start=START, end=END):
    return transparency.public(figures(transparency.period_of(start, end)))


def parts(groups):
    return {"+".join(one["of"]): one["count"] for one in groups}


def this_day():
    today = timezone.now().date()
    return report(today, today)


# ---- what it says


def test_the_report_counts_what_was_decided(fill):
    """60 published, 32 removed, 11 given back for care: 103 in all, 43 of them kept back."""
    fill(60)
    fill(32, "remove", tier="P3")
    fill(11, "return_for_edit", reason="safety_method", tier="P1")
    found = report()["decisions"]
    assert (found["total"], found["restrictions"]) == (105, 45)
    assert parts(found["left_up"]) == {"approve": 60, "escalate": 0, "watch": 0}
    assert parts(found["restrictions_by_action"]) == {
        "return_for_edit": 10,
        "hide": 0,
        "remove": 30,
    }
    assert parts(found["restrictions_by_reason"]) == {"guideline": 30, "safety": 10}
    assert parts(found["by_tier"]) == {"P0": 0, "P1": 10, "P2": 60, "P3": 30, "P4": 0}


def test_the_report_tells_holds_of_the_filter_from_reading_first(fill):
    fill(24)
    fill(16, "remove")
    fill(8, "remove", before="published")
    fill(35, code="premoderation", band=Band.YOUNGER)
    found = report()
    holds = found["automatic_holds"]
    assert (holds["decided"], holds["released_percent"]) == (40, 62)
    assert parts(holds["outcomes"]) == {"released": 25, "kept_back": 15}
    assert found["read_before_it_is_shown"]["decided"] == 35


def test_a_hold_because_the_filter_did_not_work_is_automatic_too(fill):
    fill(30, code="degraded", band=Band.OLDER)
    assert report()["automatic_holds"]["decided"] == 30


def test_the_report_says_how_soon_somebody_looked(fill):
    fill(40)
    fill(9, tier="P3")
    found = report()["first_look"]
    assert found["P2"] == {"items": 40, "median_minutes": 10, "in_time_percent": 100}
    assert found["P3"] == {"items": 10, "median_minutes": None, "in_time_percent": None}


def test_the_report_names_the_versions_it_is_about(fill):
    fill(1)
    assert report()["versions"] == {"policy": ["2026.7.1"], "model": ["alongside-test"]}


def test_posts_reports_and_what_the_filter_raised_are_counted(make_post):
    held = [make_post(RUDE) for _ in range(6)]
    for post in [make_post() for _ in range(7)]:
        for _ in range(2):
            actions.flag(make_member(), KIND, post.pk, concern="guideline", rule="unkind")
    found = this_day()
    # Each post but the first of a conversation comes with an opening one.
    assert found["written"]["Posts"] == disclosure.rounded(2 * (len(held) + 7))
    assert found["raised"] == {
        "reported_by_people": 5,
        "worries_about_a_person": 0,
        "raised_by_the_filter": 5,
        "random_looks": 0,
    }


def test_what_reports_took_out_of_sight_is_counted(make_post):
    for post in [make_post(band=Band.YOUNGER) for _ in range(8)]:
        reporter = make_member(band=Band.YOUNGER)
        actions.flag(reporter, KIND, post.pk, concern="guideline", rule="unkind")
    assert this_day()["hidden_by_reports"] == 10


def test_other_days_do_not_count(fill):
    fill(40)
    assert report(date(2026, 7, 3), END)["decisions"]["total"] == 0
    assert report(START, date(2026, 7, 1))["decisions"]["total"] == 0
    assert report(date(2026, 7, 2), date(2026, 7, 2))["decisions"]["total"] == 40


def test_every_kind_of_content_that_people_write_is_counted(db):
    since = timezone.now()
    kinds = {"Posts", "Lines in the chat of groups", "Private messages"}
    assert set(content.written(since, since)) == kinds


# ---- what it keeps to itself


def test_no_name_and_no_words_leave(make_post, ana):
    author = make_member("Rosalind")
    row = row_of(make_post(RUDE, author=author, body="You are useless, Zebra."))
    decide(ana, row, "remove", reason_code="guideline_unkind", note="Quagga")
    for text in _texts(this_day()):
        for word in ("Rosalind", "Ana", "Zebra", "useless", "Quagga", author.email, "Stairs"):
            assert word not in text


def test_of_people_at_risk_only_a_count_is_said(make_post):
    make_post(DANGER)
    found = this_day()
    assert found["crisis_cases_raised"] == "fewer than 5"
    for text in _texts(found):
        assert "imminent" not in text and "crisis.intent" not in text


def test_a_small_part_cannot_be_found_by_subtraction(fill):
    fill(57)
    fill(33, "remove")
    fill(2, "hide")
    found = report()["decisions"]
    assert (found["total"], found["restrictions"]) == (90, 35)
    assert parts(found["restrictions_by_action"]) == {"return_for_edit": 0, "hide+remove": 35}


def test_few_decisions_are_not_broken_down(fill):
    fill(25, "remove")
    fill(4)
    found = report()["decisions"]
    assert found["total"] == 30 and found["left_up"] is None and found["by_tier"] is None


def test_a_share_does_not_give_a_small_part_away(fill):
    fill(38)
    fill(2, "remove")
    found = report()["automatic_holds"]
    assert parts(found["outcomes"]) == {"released+kept_back": 40}
    assert found["released_percent"] is None


def test_bands_are_silent_when_one_of_them_is_small(fill, monkeypatch):
    monkeypatch.setattr(content, "written", lambda *_: {"Posts": {"adult": 90, "16-17": 41}})
    fill(60)
    assert report()["age_bands"] is None
    fill(33, band=Band.OLDER)
    assert report()["age_bands"] == {
        "16-17": {"written": 40, "decisions": 35},
        "adult": {"written": 90, "decisions": 60},
    }


def test_the_page_for_people_has_no_number_that_the_data_have_not(fill):
    fill(63)
    fill(33, "remove")
    found = report()
    in_data = set(re.findall(r"\d+", json.dumps(found))) | {"0", "00"}
    tables = [line for line in transparency.markdown(found).splitlines() if line[:1] == "|"]
    said = {number for line in tables for number in re.findall(r"\d+", line)}
    assert said <= in_data


@given(st.integers(0, 100_000))
def test_a_count_is_said_to_the_nearest_five_or_not_at_all(n):
    said = disclosure.rounded(n)
    assert said == "fewer than 5" if 0 < n < 5 else abs(said - n) <= 2 and said % 5 == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.integers(0, 6), st.integers(0, 30)), min_size=2, max_size=4))
def test_behind_a_small_part_there_is_always_another_that_looks_the_same(parts):
    """Whoever knows the rule and the total still cannot tell how many a part from 1 to 4 is."""

    def shown(numbers):
        named = dict(zip("abcd", numbers, strict=False))
        return disclosure.breakdown(named), disclosure.rounded(sum(numbers))

    said = shown(parts)
    if said[0] is None:
        return
    steps = itertools.product((-2, -1, 0, 1, 2), repeat=len(parts))
    others = [[n + step for n, step in zip(parts, by, strict=True)] for by in steps]
    alike = [other for other in others if min(other) >= 0 and shown(other) == said]
    for place, n in enumerate(parts):
        if 0 < n < 5:
            assert len(Counter(other[place] for other in alike)) > 1


# ---- the command


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 11, 24), date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 4, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 3, 31), date(2025, 10, 1), date(2025, 12, 31)),
    ],
)
def test_without_dates_it_is_the_last_quarter_that_is_over(today, first, last):
    assert transparency.last_quarter(today) == (first, last)


def test_an_operator_writes_both_files(fill, tmp_path, capsys):
    fill(40)
    call_command("transparency_report", start="2026-07-01", end="2026-09-30", out=tmp_path / "new")
    said = capsys.readouterr()
    name = "transparency-2026-07-01-to-2026-09-30"
    text = (tmp_path / "new" / f"{name}.md").read_text()
    data = json.loads((tmp_path / "new" / f"{name}.json").read_text())
    assert text.startswith("# How we moderated, 1 July 2026 to 30 September 2026")
    assert "| Published, or left as it was | 40 |" in text
    assert (data["from"], data["to"]) == ("2026-07-01", "2026-09-30")
    assert f"{name}.md" in said.out and "Counting 2026-07-01 to 2026-09-30" in said.err


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (("2026-13-01", "2026-09-30"), "“2026-13-01” is not a date. Write it like 2026-07-01."),
        (("July", "2026-09-30"), "“July” is not a date"),
        (("2026-07-01", None), "Say both --from and --to"),
        (("2026-09-30", "2026-07-01"), "is after --to"),
        (("2026-07-01", "2999-01-01"), "is not over yet"),
    ],
)
def test_dates_that_cannot_be_are_refused_in_plain_words(dates, words):
    with pytest.raises(CommandError, match=re.escape(words)):
        transparency_report._days(*dates)


def test_a_folder_that_cannot_be_written_is_named(db, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be written to"):
        call_command("transparency_report", start="2026-07-01", end="2026-07-02",
                     out=tmp_path / "file")  # fmt: skip


def _texts(found):
    return [transparency.markdown(found), json.dumps(found)]
