"""A second opinion from the letters and words of a text alone.

A small encoder is thrown by words that do not belong, and forgets some of the blunt words of the
public sets. A linear model of hashed n-grams knows little else; their sum ranks texts better than
either. It takes some 50 microseconds a text.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moderation.screening.labels import ABUSE

# What the words are asked, under the names of the network's scores.
QUESTIONS = ("toxicity", ABUSE, "crisis", "contact", "medical")
# How much the logit of the words counts beside that of the network.
COUNTS = 0.8
LETTERS = range(2, 6)
BITS = 17
# One half of the slots is for runs of letters, the other for words and pairs of words.
SLOTS = 2 << BITS
_SLOT_BITS = BITS + 1
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
    return filled([text])[1]


def filled(texts: Sequence[str]) -> tuple[Slots, Slots]:
    """What all texts fill, as pairs of a text's number and a slot: two arrays, sorted by text."""
    words = [_word.findall(text.lower()) for text in texts]
    spelled = [f" {' '.join(one)} ".encode(errors="replace") if one else b"" for one in words]
    letters = np.frombuffer(b"".join(spelled), dtype=np.uint8).astype(np.uint64)
    writers = np.repeat(np.arange(len(texts)), [len(one) for one in spelled])
    codes = [zlib.crc32(word.encode(errors="replace")) for one in words for word in one]
    whole = np.array(codes, dtype=np.uint64)
    speakers = np.repeat(np.arange(len(texts)), [len(one) for one in words])
    pairs = whole[:-1] * _FIRST_OF_PAIR + whole[1:] * _NEXT_LETTER + _PAIR
    within = speakers[:-1] == speakers[1:]
    found = [
        *_runs(letters, writers),
        (speakers << _SLOT_BITS) + _slot(whole, 1),
        ((speakers[:-1] << _SLOT_BITS) + _slot(pairs, 1))[within],
    ]
    each = np.unique(np.concatenate(found))
    return each >> _SLOT_BITS, each & (SLOTS - 1)


def _runs(letters: NDArray[np.uint64], writers: Slots) -> list[Slots]:
    """Every run of as many letters as LETTERS has, word ends included, within one text."""
    runs, found = letters, []
    for length in LETTERS:
        runs = runs[:-1] * _NEXT_LETTER + letters[length - 1 :]
        first, last = writers[: len(runs)], writers[length - 1 :]
        slots_of_runs = _slot(runs + np.uint64(length * _LENGTH), 0)
        found.append(((first << _SLOT_BITS) + slots_of_runs)[first == last])
        if len(runs) < 2:
            break
    return found


def _slot(codes: NDArray[np.uint64], half: int) -> Slots:
    return ((codes * _SPREAD) >> np.uint64(64 - BITS)).astype(np.int64) + (half << BITS)


class Words:
    """The trained weights, a column for each of QUESTIONS: one byte a slot, and what one unit is
    worth."""

    def __init__(self, path: Path) -> None:
        """Raises ValueError for a file of another shape."""
        with np.load(path) as kept:
            self._weights = kept["weights"].astype(np.float32) * kept["units"]
            self._biases = kept["biases"].astype(np.float32)
        if self._weights.shape != (SLOTS, len(QUESTIONS)):
            raise ValueError("the weights of the words are not those of this version")

    def logits(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """One row a text, one logit for each of QUESTIONS."""
        owners, chosen = filled(texts)
        sums = np.zeros((len(texts), len(QUESTIONS)))
        if len(chosen):
            starts = np.flatnonzero(np.diff(owners, prepend=-1))
            sums[owners[starts]] = np.add.reduceat(self._weights[chosen], starts, axis=0)
        lengths = np.maximum(1, np.bincount(owners, minlength=len(texts)))
        found: NDArray[np.float64] = sums / np.sqrt(lengths)[:, None] + self._biases
        return found


@dataclass(frozen=True)
class Stretch:
    """What makes the logit of abuse one that the thresholds of the policy pack divide well: it is
    multiplied and moved, and what is then above one half rises steeply, so that the clearest can
    be held among adults too."""

    by: float = 1.0
    move: float = 0.0
    steep: float = 1.0

    def __call__(self, logit: float) -> float:
        moved = logit * self.by + self.move
        return moved * self.steep if moved > 0 else moved


def together(
    scores: Mapping[str, float], words: Sequence[float] | None, stretch: Stretch
) -> dict[str, float]:
    """The network's scores with what the words add, 0 to 1; the grades of crisis in proportion."""
    found = dict(scores)
    for question, logit in zip(QUESTIONS, words if words is not None else (), strict=False):
        found[question] = share(logit_of(found[question]) + COUNTS * logit)
    if ABUSE in found:
        found[ABUSE] = share(stretch(logit_of(found[ABUSE])))
    if "crisis" in found:
        rises = found["crisis"] / max(scores["crisis"], LEAST)
        found |= {name: found[name] * rises for name in found if name.startswith("crisis.")}
    return found


def share(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-min(max(logit, -700.0), 700.0)))


def logit_of(part: float) -> float:
    kept = min(max(part, LEAST), 1.0 - LEAST)
    return math.log(kept / (1.0 - kept))
