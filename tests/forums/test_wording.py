"""How the forum says times and beginnings, and who said a word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from forums.models import ReactionWord
from forums.queries.conversations import ReactionLine
from forums.queries.search import excerpt
from forums.templatetags.forums import ago, beginning, within


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=1), "1 h ago"),
        (timedelta(hours=23, minutes=59), "23 h ago"),
        (timedelta(days=1), "yesterday"),
        (timedelta(seconds=-5), "just now"),
    ],
)
def test_how_long_ago(passed, said):
    assert ago(timezone.now() - passed) == said


def test_long_ago_is_a_date():
    when = timezone.now() - timedelta(days=10)
    assert ago(when) == f"{when.day} {when:%B}"


@pytest.mark.parametrize(
    ("wait", "said"),
    [
        (timedelta(minutes=5), "within 5 minutes"),
        (timedelta(minutes=30), "within 30 minutes"),
        (timedelta(hours=1), "within an hour"),
        (timedelta(hours=2), "within 2 hours"),
        (timedelta(hours=12), "within 12 hours"),
    ],
)
def test_how_long_it_takes(wait, said):
    since = timezone.now()
    assert within(since + wait, since) == said


def test_nothing_is_promised_that_is_past():
    assert within(timezone.now() - timedelta(minutes=1), timezone.now() - timedelta(hours=3)) == ""
    assert within(None, timezone.now()) == ""


def test_a_beginning_is_plain_and_ends_with_a_word():
    assert beginning("> **Hi** [there](https://a.example) _you_") == "Hi there you"
    assert beginning("word " * 60, 22) == "word word word word …"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((), ""),
        (("Juno",), "Juno"),
        (("Juno", "Sam"), "Juno and Sam"),
        (("Juno", "Sam", "Priya"), "Juno, Sam and 1 other"),
        (("Juno", "Sam", "Priya", "Leo"), "Juno, Sam and 2 others"),
    ],
)
def test_who_said_a_word(names, said):
    assert ReactionLine(ReactionWord.SAME, (), names).who == said


def test_an_excerpt_shows_the_word_that_was_looked_for():
    body = "start " * 100 + "needle in hay " + "end " * 100
    piece = excerpt(body, ["needle"])
    assert "needle" in piece and piece.startswith("… ") and piece.endswith(" …")
