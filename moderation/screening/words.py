"""A second opinion on toxicity, from the letters and words of a text alone.

A small encoder that learned how our members talk forgets some of the blunt words of the public
sets. A linear model of hashed n-grams knows those and nothing else; their sum ranks texts better
than either. It takes some 50 microseconds a text.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WORDS = "words"
# How much the logit of the words counts beside that of the network.
COUNTS = 0.8
LETTERS = range(2, 6)
BITS = 17
# One half of the slots is for runs of letters, the other for words and pairs of words.
SLOTS = 2 << BITS
# What is a share of less than this is taken for as much, so that its logit is finite.
LEAST = 1e-6

_word = re.compile(r"\w+|[^\w\s]")
# Odd numbers that spread what they multiply over 64 bits (Knuth, The Art of Computer Programming
# 3, 6.4, multiplicative hashing).
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_NEXT_LETTER = np.uint64(1_000_003)
_FIRST_OF_PAIR = np.uint64(31)
_LENGTH = 7919
_PAIR = np.uint64(5)

Slots = NDArray[np.int64]


def slots(text: str) -> Slots:
    """Which of the SLOTS the text fills, each named once."""
    words = _word.findall(text.lower())
    if not words:
        return np.zeros(0, dtype=np.int64)
    letters = np.frombuffer(f" {' '.join(words)} ".encode(errors="replace"), dtype=np.uint8)
    whole = np.array([zlib.crc32(word.encode(errors="replace")) for word in words], dtype=np.uint64)
    pairs = whole[:-1] * _FIRST_OF_PAIR + whole[1:] * _NEXT_LETTER + _PAIR
    found = [*_runs(letters.astype(np.uint64)), _slot(whole, 1), _slot(pairs, 1)]
    return np.unique(np.concatenate(found))


def _runs(letters: NDArray[np.uint64]) -> list[Slots]:
    """Every run of as many letters as LETTERS has, word ends included."""
    runs, found = letters, []
    for length in LETTERS:
        if len(letters) < length:
            break
        runs = runs[:-1] * _NEXT_LETTER + letters[length - 1 :]
        found.append(_slot(runs + np.uint64(length * _LENGTH), 0))
    return found


def _slot(codes: NDArray[np.uint64], half: int) -> Slots:
    return ((codes * _SPREAD) >> np.uint64(64 - BITS)).astype(np.int64) + (half << BITS)


class Words:
    """The trained weights: one byte a slot, and what one unit of it is worth."""

    def __init__(self, path: Path) -> None:
        """Raises ValueError for a file of another shape."""
        with np.load(path) as kept:
            self._weights = kept["weights"].astype(np.float32) * kept["unit"]
            self._bias = float(kept["bias"])
        if self._weights.shape != (SLOTS,):
            raise ValueError("the weights of the words are not those of this version")

    def scores(self, texts: Sequence[str]) -> list[float]:
        """How likely each text is toxic, 0 to 1."""
        return [_share(self._logit(slots(text))) for text in texts]

    def _logit(self, filled: Slots) -> float:
        return float(self._weights[filled].sum()) / math.sqrt(max(1, len(filled))) + self._bias


def together(scores: Mapping[str, float]) -> dict[str, float]:
    """The scores with one for toxicity that weighs network and words; as they are without words."""
    found = dict(scores)
    if WORDS in found:
        words = _logit(found.pop(WORDS))
        found["toxicity"] = _share(_logit(found["toxicity"]) + COUNTS * words)
    return found


def _share(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-min(max(logit, -700.0), 700.0)))


def _logit(share: float) -> float:
    kept = min(max(share, LEAST), 1.0 - LEAST)
    return math.log(kept / (1.0 - kept))
