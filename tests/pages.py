"""What a person reads on a page. Its source also holds addresses, keys and tokens, which are new
each time and spell a short name or number now and then.
"""

from __future__ import annotations

import html
import re
from typing import Any


def words_of(answer: Any) -> str:
    """The main part's words, in their order: of an answer, or of a page's source."""
    source = answer if isinstance(answer, str) else answer.content.decode()
    main = source.split("<main", 1)[-1].rsplit("</main", 1)[0].partition(">")[2]
    without_scripts = re.sub(r"<(script|style|template)\b.*?</\1>", " ", main, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", without_scripts)).split())


def names_in(answer: Any, *names: str) -> list[str]:
    """Those of the names that the page says, in the order in which it first says them."""
    words = words_of(answer)
    places = {name: re.search(rf"\b{re.escape(name)}\b", words) for name in names}
    return sorted((n for n, at in places.items() if at), key=lambda n: places[n].start())
