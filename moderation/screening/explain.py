"""Finds the words that raised the toxicity score, by leaving each of them out in turn.

Only the worst passage of a text is looked at, since every word costs a reading. Where it is so
hostile that it stays so without any one word, each word is read alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from moderation.screening.engine import Engine, Unavailable

Measure = Callable[[Mapping[str, float]], float]
Scorer = Callable[[Sequence[str]], list[float]]

WORDS = 16
PASSAGES = 24
ENOUGH = 0.10
ALONE = 0.50
MOST = 5
_word = re.compile(r"[^\s]*\w[^\s]*")
_sentence = re.compile(r"[^.!?\n]+[.!?]*")


def words_that_count(engine: Engine, text: str, toxicity: Measure) -> tuple[str, ...]:
    """Up to five words, the weightiest first; none without a model.

    toxicity: makes one score, 0 to 1, of what the model gives.
    """
    try:
        model = engine.model()
    except Unavailable:
        return ()

    def scores(texts: Sequence[str]) -> list[float]:
        return [toxicity(one) for one in model.scores(texts)]

    passage = _worst(scores, text)
    spans = [match.span() for match in _word.finditer(passage)]
    words = [_bare(passage[start:end]) for start, end in spans]
    if len(spans) < 2:
        return tuple(words)
    whole, *rest = scores([passage, *(passage[:a] + passage[b:] for a, b in spans)])
    found = _weightiest([whole - score for score in rest], ENOUGH)
    found = found or _weightiest(scores(words), ALONE)
    return tuple(dict.fromkeys(words[index] for index in found if words[index]))


def _weightiest(weights: list[float], enough: float) -> list[int]:
    order = sorted(range(len(weights)), key=lambda index: -weights[index])
    return [index for index in order if weights[index] >= enough][:MOST]


def _worst(scores: Scorer, text: str) -> str:
    passages = _passages(text)[:PASSAGES] or [text]
    if len(passages) == 1:
        return passages[0]
    found = scores(passages)
    return passages[found.index(max(found))]


def _passages(text: str) -> list[str]:
    """Sentences, the long ones cut after so many words."""
    found = []
    for sentence in _sentence.findall(text):
        words = list(_word.finditer(sentence))
        for start in range(0, len(words), WORDS):
            part = words[start : start + WORDS]
            found.append(sentence[part[0].start() : part[-1].end()])
    return found


def _bare(word: str) -> str:
    return word.strip(".,;:!?\"'()[]{}*_~")
