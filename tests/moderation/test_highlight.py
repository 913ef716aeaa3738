"""Words that raised an item are marked where they stand, and nothing else is touched."""

from __future__ import annotations

import pytest

from moderation.highlight import marked


def reasons(*words):
    return [{"code": "x", "words": list(words)}]


@pytest.mark.parametrize(
    ("html", "words", "shown"),
    [
        ("<p>You IDIOT.</p>", ["idiot"], "<p>You <mark>IDIOT</mark>.</p>"),
        ("<p>idiotic</p>", ["idiot"], "<p>idiotic</p>"),
        (
            "<p>Don’t tell  your mum</p>",
            ["dont tell your"],
            "<p><mark>Don’t tell  your</mark> mum</p>",
        ),
        ("<p>a &lt;b&gt; useless</p>", ["useless"], "<p>a &lt;b&gt; <mark>useless</mark></p>"),
        ('<a href="/strong">x</a>', ["strong"], '<a href="/strong">x</a>'),
        ("<p>a &lt;script&gt;</p>", ["script"], "<p>a &lt;<mark>script</mark>&gt;</p>"),
        ("<p>a+b</p>", ["a+b"], "<p><mark>a+b</mark></p>"),
        ("<p>anything</p>", ["", " "], "<p>anything</p>"),
    ],
)
def test_marks(html, words, shown):
    assert marked(html, reasons(*words)).html == shown


def test_counts_what_it_found():
    assert marked("<p>bad, bad</p>", reasons("bad")).count == 2
