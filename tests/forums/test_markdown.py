"""What people type becomes HTML that can be shown as it is, whatever they type."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forums.markdown import TAGS, names_in, render

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://spy.example/pixel.gif)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    '[x](https://a.example "onmouseover=alert(1)")',
    '[x](https://a.example/"onmouseover="alert(1))',
    "<a href='javascript:alert(1)'>x</a>",
    "<svg/onload=alert(1)>",
    "<iframe src=https://a.example></iframe>",
    "<style>*{display:none}</style>",
    "<p style='position:fixed'>x</p>",
    '<https://a.example/?"onclick=alert(1)>',
    "`<script>`",
    "```html\n<script>alert(1)</script>\n```",
    "@<script>alert(1)</script>",
    "[x]: javascript:alert(1)\n\n[x]",
    "# heading <b onclick=alert(1)>",
    "<span class='mention' onclick=alert(1)>@Ruth</span>",
    "<math><mtext></mtext><mglyph><style><img src onerror=alert(1)>",
]
LINK = re.compile(r"(https?|mailto):", re.IGNORECASE)


class Reader(HTMLParser):
    """Collects every tag and attribute that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def assert_safe(html: str) -> None:
    for tag, attributes in Reader(html).tags:
        assert tag in TAGS
        for name, value in attributes.items():
            assert (tag, name) in {("a", "href"), ("a", "rel"), ("ol", "start"), ("span", "class")}
            if name == "href":
                assert LINK.match(value or "") or ":" not in (value or "").split("/")[0]
            if name == "class":
                assert value == "mention"
            if name == "rel":
                assert value == "nofollow ugc noopener noreferrer"


@pytest.mark.parametrize("text", ATTACKS)
def test_known_attacks(text):
    assert_safe(render(text, {"Ruth"}))


pieces = st.sampled_from(
    [*ATTACKS, "<", ">", '"', "'", "&", "`", "\n", "\n\n", "> ", "- ", "**", "_", "[", "](", ")",
     "javascript:", "@Ruth", "\\", "&lt;", "&#x6A;", "\x00", "‮", "onerror=", "<!--", "-->"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(pieces, st.text(max_size=12)), max_size=12).map("".join))
def test_anything_at_all(text):
    assert_safe(render(text, {"Ruth", "Sam <b>"}))


def test_says_what_it_should():
    html = render("**Hi** *you*\nnext\n\n- one\n- two\n\n> wise\n\n[page](https://a.example/x)")
    for part in ("<strong>Hi</strong>", "<em>you</em><br>", "<li>one</li>", "<blockquote>"):
        assert part in html
    assert 'href="https://a.example/x"' in html and 'rel="nofollow ugc noopener noreferrer"' in html


def test_a_heading_does_not_break_the_outline_of_the_page():
    assert not re.search(r"<h\d", render("# Loud\n\nAlso loud\n====="))


def test_pictures_do_not_call_home():
    assert "<img" not in render("![p](https://spy.example/p.gif)")


def test_marks_only_the_names_it_is_given():
    html = render("Hi @Ruth Lee, and @Nobody. Mail me@Ruth now.", {"Ruth Lee", "Ruth"})
    assert html.count("mention") == 1
    assert '<span class="mention">@Ruth Lee</span>, and @Nobody' in html


def test_a_name_in_code_is_code():
    assert "mention" not in render("`@Ruth`", {"Ruth"})


def test_names_are_read_long_and_short():
    assert {"Ruth Lee", "Ruth"} <= names_in("Hello @Ruth Lee. Bye")
