"""Takes somebody's name out of words that stay."""

from __future__ import annotations

import re
from html import escape

SOMEBODY = "A former member"
AT_SOMEBODY = "@a former member"


def without_name(text: str, name: str, email: str) -> str:
    """In the person's own words: the name, wherever it stands alone, and the address."""
    text = re.sub(re.escape(email), SOMEBODY, text, flags=re.IGNORECASE) if email else text
    for form in dict.fromkeys((name, escape(name))):
        text = re.sub(rf"(?<!\w)@?{re.escape(form)}(?!\w)", SOMEBODY, text, flags=re.IGNORECASE)
    return text


def without_calls(text: str, name: str, email: str) -> str:
    """In others' words: where the person was called by `@`, or quoted. A name may be a word that
    others use too, such as Hope, so what merely looks like it is left alone.
    """
    text = re.sub(re.escape(email), SOMEBODY, text, flags=re.IGNORECASE) if email else text
    for form in dict.fromkeys((name, escape(name))):
        called = re.compile(rf"(?<![\w@.])@{re.escape(form)}(?!\w)", re.IGNORECASE)
        text = called.sub(AT_SOMEBODY, text)
        for before, after in (("**", "**"), ("<strong>", "</strong>")):
            text = text.replace(
                f"{before}{form}{after} wrote:", f"{before}{SOMEBODY}{after} wrote:"
            )
    return text
