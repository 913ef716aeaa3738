"""Words that the community itself watches for. They are named in the policy pack."""

from __future__ import annotations

import re
from collections.abc import Sequence

from moderation.screening.detectors.base import Finding, Reading, either


class Watched:
    """Whole words only, so that a place name never trips over a word inside it."""

    name = "watched"

    def __init__(self, words: Sequence[str]) -> None:
        patterns = [re.escape(word.lower().replace("'", "")).replace("\\ ", " ") for word in words]
        self._pattern = either(patterns) if patterns else None

    def read(self, reading: Reading) -> Sequence[Finding]:
        if self._pattern is None:
            return []
        found = {m[0] for form in reading.folded for m in self._pattern.finditer(form)}
        return [Finding("watched.word", 1.0, tuple(sorted(found)))] if found else []
