"""Passwords that thieves try first: known ones, and what people make of them.

The lists come with packages: Django's 20,000 and the 30,000 of zxcvbn, so nothing is asked of the
network. Instead of storing each variation, what people do to a word is undone, and the word that is
left is looked up.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

REFUSAL = (
    "Thieves try this password, or one very like it, first. "
    "Three words that do not belong together work well."
)
# What somebody here would think of first.
_our_words = """alongside peer support community health pain chronic painful painfree migraine
    headache fibro fibromyalgia arthritis back backpain knee joint nerve crps endo endometriosis
    sickle cell spoonie spoons flare flareup hypermobile ehlers danlos doctor hospital therapy
    therapist physio recovery healing hope warrior fighter survivor pacing"""
_small_words = "my me i the a no not is of in to and love hate your our with for"
OURS, FILLERS = frozenset(_our_words.split()), frozenset(_small_words.split())
LEET = (
    str.maketrans("0134579@$!|€+", "oleastgasilet"),
    str.maketrans("0134579@$!|€+", "oieastgasilet"),
)
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "abcdefghijklmnopqrstuvwxyz")
# More than so many signs around a word are worth something by themselves.
MOST_AROUND = 6
FEWEST_DIFFERENT = 5

_between = re.compile(r"[\W_]+")


class KnownPasswordValidator:
    """For Django's settings."""

    def validate(self, password: str, user: object = None) -> None:
        if is_known(password):
            raise ValidationError(REFUSAL, code="password_known")

    def get_help_text(self) -> str:
        return "Not one that thieves try first."


def is_known(password: str) -> bool:
    said = unicodedata.normalize("NFKC", password).casefold()
    if len(set(said)) < FEWEST_DIFFERENT or _is_a_walk(said):
        return True
    return any(_is_a_word(word) for word in _undone(said))


def _undone(said: str) -> Iterator[str]:
    """The words that may have been there before somebody made a password of them."""
    for form in dict.fromkeys((said, _between.sub("", said))):
        yield form
        for core in _cores(form):
            for word in dict.fromkeys((core, *(core.translate(signs) for signs in LEET))):
                yield word
                yield word[::-1]
                yield from _once(word)


def _cores(form: str) -> Iterator[str]:
    """Without the signs around a word: one may be a letter in disguise, so each number of them."""
    before, after = _signs(form), _signs(form[::-1])
    for start in range(before + 1):
        for end in range(after + 1):
            yield form[start : len(form) - end]


def _signs(form: str) -> int:
    """How many signs that are no letters it begins with, as far as they matter."""
    count = next((at for at, sign in enumerate(form) if sign.isalpha()), len(form))
    return min(count, MOST_AROUND)


def _once(word: str) -> Iterator[str]:
    """What was written twice or three times in a row."""
    for times in (2, 3):
        part = word[: len(word) // times]
        if part and part * times == word:
            yield part


def _is_a_word(word: str) -> bool:
    return word in known() or (bool(word) and _is_ours(word))


def _is_ours(word: str) -> bool:
    """Made of nothing but our words and small ones between them, such as “ihatemybackpain”."""
    return _ours().fullmatch(word) is not None and any(one in word for one in OURS)


def _is_a_walk(said: str) -> bool:
    """Along a row of keys or the alphabet, there and back, or several of them."""
    pairs = list(pairwise(said))
    near = sum(a == b or any(a + b in row or b + a in row for row in ROWS) for a, b in pairs)
    return bool(pairs) and near >= len(pairs) * 0.8


@lru_cache(maxsize=1)
def known() -> frozenset[str]:
    """Some 45,000 words, read once."""
    django: set[str] = CommonPasswordValidator().passwords
    return frozenset(django) | frozenset(FREQUENCY_LISTS["passwords"]) | OURS


@lru_cache(maxsize=1)
def _ours() -> re.Pattern[str]:
    longest_first = sorted(OURS | FILLERS, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(longest_first)})+")
