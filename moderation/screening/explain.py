"""Finds the words that raised the toxicity score, by leaving each of them out in turn.

Where a text is so hostile that it stays so without any one word, each word is read alone."""

from __future__ import annotations

import re

from moderation.screening.engine import Engine, Unavailable

WORDS = 40
ENOUGH = 0.10
ALONE = 0.50
MOST = 5
_word = re.compile(r"[^\s]*\w[^\s]*")
_sentence = re.compile(r"[^.!?\n]+[.!?]*")


def words_that_count(engine: Engine, text: str) -> tuple[str, ...]:
    """Up to five words, the weightiest first. Only the worst sentence of a long text is looked
    at.
    """
    try:
        model = engine.model()
    except Unavailable:
        return ()
    passage = text if len(_word.findall(text)) <= WORDS else _worst(engine, text)
    spans = [match.span() for match in _word.finditer(passage)][:WORDS]
    if len(spans) < 2:
        return tuple(_bare(passage[start:end]) for start, end in spans)
    without = [passage[:start] + passage[end:] for start, end in spans]
    whole, *rest = (one["toxicity"] for one in model.scores([passage, *without]))
    drops = [(whole - score, index) for index, score in enumerate(rest)]
    weighty = sorted((drop for drop in drops if drop[0] >= ENOUGH), reverse=True)[:MOST]
    if not weighty:
        alone = model.scores([_bare(passage[start:end]) for start, end in spans])
        each = [(one["toxicity"], index) for index, one in enumerate(alone)]
        weighty = sorted((one for one in each if one[0] >= ALONE), reverse=True)[:MOST]
    found = (_bare(passage[slice(*spans[index])]) for _, index in weighty)
    return tuple(dict.fromkeys(word for word in found if word))


def _worst(engine: Engine, text: str) -> str:
    parts = [part for part in _sentence.findall(text) if part.strip()][:200] or [text]
    scores = engine.model().scores(parts)
    worst: str = max(zip(parts, scores, strict=True), key=lambda pair: pair[1]["toxicity"])[0]
    return worst


def _bare(word: str) -> str:
    return word.strip(".,;:!?\"'()[]{}*_~")
