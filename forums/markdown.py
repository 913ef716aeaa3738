"""Markdown to HTML, once, when somebody writes. What comes out is safe to show as it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    "p", "br", "strong", "em", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr", "span"
}  # fmt: skip
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "ol": {"start"}}
# `@` and up to three words: names may hold spaces.
_mention = re.compile(r"(?<![\w@.])@([\w][\w.'’-]*(?: [\w.'’-]+){0,2})")

# No pictures (they would call home), no headings (they would break the page's outline), no HTML.
_parser = (
    MarkdownIt("commonmark", {"html": False, "breaks": True})
    .enable("strikethrough")
    .disable(["image", "heading", "lheading", "html_block", "html_inline", "reference"])
)


def render(text: str, names: Collection[str] = ()) -> str:
    """Safe HTML. `names`: display names that `@…` stands for here; any other stays plain text."""
    tokens = _parser.parse(text)
    if names:
        known = {name.lower(): name for name in names}
        for token in tokens:
            if token.type == "inline" and token.children:
                token.children = list(_with_mentions(token.children, known))
    html = _parser.renderer.render(tokens, _parser.options, {})
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes={"span": {"mention"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener noreferrer",
    )


def names_in(text: str) -> set[str]:
    """Every string after an `@` that could be a display name, long and short readings alike."""
    return {reading for match in _mention.finditer(text) for reading in _readings(match[1])}


def _readings(words: str) -> list[str]:
    """Longest first: “Rosa Lee and.” may name Rosa Lee and., Rosa Lee and, Rosa Lee, or Rosa."""
    parts = words.split(" ")
    longest_first = [" ".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return [form for name in longest_first for form in dict.fromkeys((name, name.rstrip(".'’-")))]


def _with_mentions(children: Iterable[Token], known: dict[str, str]) -> Iterable[Token]:
    inside_link = 0
    for child in children:
        inside_link += child.nesting if child.type.startswith("link_") else 0
        if child.type == "text" and "@" in child.content and not inside_link:
            yield _raw(_mark(child.content, known))
        else:
            yield child


def _mark(text: str, known: dict[str, str]) -> str:
    parts, done = [], 0
    for match in _mention.finditer(text):
        found = next((r for r in _readings(match[1]) if r.lower() in known), None)
        if found is None:
            continue
        parts.append(escape(text[done : match.start()]))
        parts.append(f'<span class="mention">@{escape(known[found.lower()])}</span>')
        done = match.start() + 1 + len(found)
    return "".join(parts) + escape(text[done:])


def _raw(html: str) -> Token:
    """Already escaped: the parser itself reads no HTML from people, and nh3 cleans behind it."""
    return Token("html_inline", "", 0, content=html)
