"""Marks the words that raised an item, in the text as its readers would see it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

_tag = re.compile(r"(<[^>]*>)")
SHORTEST = 2


@dataclass(frozen=True)
class Marked:
    """Sanitised HTML with `<mark>` around words, and how many were found."""

    html: SafeString
    count: int


def marked(html: str, reasons: Iterable[dict[str, Any]]) -> Marked:
    """`html` is sanitised already: only text between its tags is touched, tags stay as they are."""
    words = {
        str(word).strip()
        for reason in reasons
        for word in reason.get("words", ())
        if len(str(word).strip()) >= SHORTEST
    }
    if not words:
        return Marked(mark_safe(html), 0)
    longest_first = sorted(words, key=len, reverse=True)
    any_word = "|".join(_loosely(word) for word in longest_first)
    found = re.compile(rf"(?<!\w)(?:{any_word})(?!\w)", re.IGNORECASE)
    pieces, count = [], 0
    for piece in _tag.split(html):
        if piece.startswith("<"):
            pieces.append(piece)
            continue
        text, hits = found.subn(_mark, unescape(piece))
        pieces.append(_escape_around_marks(text) if hits else piece)
        count += hits
    return Marked(mark_safe("".join(pieces)), count)


def _loosely(word: str) -> str:
    """Detectors read a plain form of the text: apostrophes may be gone, spaces may differ."""
    parts = word.replace("'", "").replace("’", "").split()
    return r"\s+".join("['’]?".join(re.escape(letter) for letter in part) for part in parts)


# Private-use characters stand for the tags until the text around them is escaped.
_open, _close = "\ue000", "\ue001"


def _mark(match: re.Match[str]) -> str:
    return f"{_open}{match[0]}{_close}"


def _escape_around_marks(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace(_open, "<mark>").replace(_close, "</mark>")
