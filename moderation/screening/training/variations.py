"""Variations of known texts: disguised spelling, and several texts in one post.

What is known of a text stays true when it is spelled oddly. Kind and hostile texts are varied
alike, so that odd spelling alone means nothing to the model.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from moderation.screening.labels import LABELS
from moderation.screening.training.rows import CALM, Row

_word = re.compile(r"[A-Za-z]{3,}")
_leet = str.maketrans("oieastgl", "01345791")
_lookalike = str.maketrans("aeopcyxi", "аеорсухі")
_vowels = "aeiou"
MOST_CHARACTERS = 420


def _digits(word: str, dice: random.Random) -> str:
    return word.translate(_leet)


def _starred(word: str, dice: random.Random) -> str:
    at = [i for i, ch in enumerate(word) if ch.lower() in _vowels and i > 0]
    if not at:
        return word
    place = dice.choice(at)
    return word[:place] + dice.choice("***@#-") + word[place + 1 :]


def _spaced(word: str, dice: random.Random) -> str:
    return dice.choice([" ", ".", "-", "_"]).join(word)


def _stretched(word: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(word))
    return word[:place] + word[place] * dice.randint(2, 5) + word[place + 1 :]


def _vowelless(word: str, dice: random.Random) -> str:
    return word[0] + "".join(ch for ch in word[1:] if ch.lower() not in _vowels)


def _foreign(word: str, dice: random.Random) -> str:
    return word.translate(_lookalike)


def _swapped(word: str, dice: random.Random) -> str:
    place = dice.randrange(len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _split(word: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(word))
    return word[:place] + " " + word[place:]


DISGUISES: tuple[Callable[[str, random.Random], str], ...] = (
    _digits, _starred, _spaced, _stretched, _vowelless, _foreign, _swapped, _split,
)  # fmt: skip


def disguised(text: str, dice: random.Random) -> str:
    """One to three words of the text, in one manner of disguise; longer words rather than short."""
    words = list(_word.finditer(text))
    if not words:
        return text
    disguise = dice.choice(DISGUISES)
    weights = [len(match[0]) ** 2 for match in words]
    chosen = {match.span() for match in dice.choices(words, weights, k=dice.randint(1, 3))}
    for start, end in sorted(chosen, reverse=True):
        text = text[:start] + disguise(text[start:end], dice) + text[end:]
    return text


def cased(text: str, dice: random.Random) -> str:
    """As somebody in a hurry types it: no capitals, few marks."""
    return re.sub(r"[.,;:'’]+(?=\s|$)|['’]", "", text.lower())


def disguises(rows: Sequence[Row], share: float, dice: random.Random) -> list[Row]:
    """A `share` of the rows, spelled oddly."""
    return [row.saying(disguised(row.text, dice)) for row in rows if dice.random() < share]


def hurried(rows: Sequence[Row], share: float, dice: random.Random) -> list[Row]:
    """A `share` of the rows in lower case."""
    return [row.saying(cased(row.text, dice)) for row in rows if dice.random() < share]


def asides(rows: Sequence[Row], calm: Sequence[Row], count: int, dice: random.Random) -> list[Row]:
    """`count` of the rows with something harmless before or after: a sentence from `calm`, a few
    words of one, or a code. It changes nothing of what the text is; a model that has not seen
    this is thrown by any words that do not belong."""
    found: list[Row] = []
    while len(found) < count:
        row = dice.choice(rows)
        if len(row.text) < MOST_CHARACTERS:
            parts = [row.text.strip(), _aside(dice.choice(calm).text, dice)]
            dice.shuffle(parts)
            mark = dice.choice([" ", " ", ". ", ", ", "\n", "\n\n", "! ", "... ", " - "])
            found.append(row.saying(mark.join(parts)))
    return found


def _aside(text: str, dice: random.Random) -> str:
    kind = dice.random()
    if kind < 0.15:
        return f"{dice.randrange(16**6):x}"[: dice.randint(2, 6)]
    words = text.split()
    if kind < 0.55 and len(words) > 3:
        start = dice.randrange(len(words) - 2)
        return " ".join(words[start : start + dice.randint(1, 3)])
    return text[: MOST_CHARACTERS // 3]


def posts(rows: Sequence[Row], count: int, dice: random.Random) -> list[Row]:
    """`count` posts of two to four texts. A post is what its worst part is."""
    calm = [row for row in rows if not row.toxic and len(row.text) < MOST_CHARACTERS // 3]
    found: list[Row] = []
    while len(found) < count:
        parts = dice.sample(calm, dice.randint(1, 3))
        last = dice.choice(rows)
        if len(last.text) < MOST_CHARACTERS // 2:
            place = len(parts) if dice.random() < 0.7 else dice.randrange(len(parts))
            parts.insert(place, last)
            found.append(_joined(parts, dice))
    return found


def calm_posts(rows: Sequence[Row], count: int, dice: random.Random) -> list[Row]:
    """`count` posts of two to ten harmless texts: a post is no worse for being long."""
    calm = [row for row in rows if _calm(row) and len(row.text) < MOST_CHARACTERS // 3]
    return [_joined(dice.sample(calm, dice.randint(2, 10)), dice) for _ in range(count)]


def _calm(row: Row) -> bool:
    return not (row.toxic or row.abuse or row.contact or row.medical) and row.crisis == CALM


def _joined(parts: Sequence[Row], dice: random.Random) -> Row:
    mark = dice.choice([" ", " ", "\n", "\n\n", ". ", ", but ", " anyway "])
    text = mark.join(part.text for part in parts)
    labels = tuple(_worst([part.labels[index] for part in parts]) for index in range(len(LABELS)))
    grades = [part.crisis for part in parts]
    return Row(
        text,
        labels,
        None if None in grades else max(grade for grade in grades if grade is not None),
        _worst([part.contact for part in parts]),
        _worst([part.medical for part in parts]),
        _worst([part.abuse for part in parts]),
    )


def _worst(known: Sequence[float | None]) -> float | None:
    """One part that is bad makes the whole bad; else one unknown part makes it unknown."""
    if 1.0 in known:
        return 1.0
    return None if None in known else 0.0
