"""Undoes the ways in which words are disguised, so that a second form of a text can be scored."""

from __future__ import annotations

import re
import unicodedata

# Letters of other alphabets (and signs) that look like Latin ones, after NFKC.
_lookalikes = str.maketrans(
    {
        **dict(zip("аеорсухіјѕԁһԛԝкмтвнг", "aeopcyxijsdhqwkmtbhr", strict=True)),
        **dict(zip("АЕОРСУХІЈЅКМТВН", "AEOPCYXIJSKMTBH", strict=True)),
        **dict(zip("αεοριυνκτχω", "aeopiuvktxw", strict=True)),
        **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
        **dict(zip("ıɑɡɩøłđħ", "iagioldh", strict=True)),
        **dict(zip("օոսհցյ", "onuhgj", strict=True)),
    }
)
# Latin letters in fancy dress, which NFKC leaves as they are: small capitals, white on black.
_fancy = str.maketrans(
    {
        **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True)),
        **{chr(0x1F170 + n): chr(ord("a") + n) for n in range(26)},
        **{chr(0x1F150 + n): chr(ord("a") + n) for n in range(26)},
    }
)
_money = str.maketrans("¢€£¥", "cely")
_money_in_word = re.compile(r"(?<=[A-Za-z])[¢€£¥]|[¢€£¥](?=[A-Za-z])")
_leet = str.maketrans("0134579@$!|", "oieastgasil")
_quotes = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"'})

_markup = re.compile(r"(?<!\w)(\*{1,3}|_{1,3}|~~|`{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)", re.S)
_line_start = re.compile(r"^[ \t]*(?:#{1,6}|>+|[-*+]|\d+\.)[ \t]+", re.M)

_latin = re.compile(r"[A-Za-z]")
_word = re.compile(r"\w[\w\u0300-\u036f]*")
_leet_word = re.compile(r"(?<![\w@$!|.])[\w@$!|]*[0134579@$!|][\w@$!|]*")
_measure = re.compile(
    r"\d+(?:[.,]\d+)?(?:st|nd|rd|th|am|pm|[a-z]{1,3})?|[a-z]{1,2}\d+(?:[a-z]\d+)?", re.I
)
_spaced = re.compile(r"(?<![^\W_])(?:[^\W\d_]([ .\-_*]))(?:[^\W\d_]\1)+[^\W\d_](?![^\W_])")
_stretched_vowel = re.compile(r"([aeiouy])\1{2,}", re.I)
_stretched = re.compile(r"([^\W\d_aeiouy])\1{2,}", re.I)
_stars = (
    (re.compile(r"\bf[*#@_.\-]{1,3}c?k", re.I), "fuck"),
    (re.compile(r"\bsh[*#_\-]t", re.I), "shit"),
    (re.compile(r"\bb[*#_\-]{1,2}tch", re.I), "bitch"),
    (re.compile(r"\bc[*#_\-]nt", re.I), "cunt"),
    (re.compile(r"\ba[*#_\-]{2}(?=h|\b)", re.I), "ass"),
    (re.compile(r"\bk[*#_\-]ll", re.I), "kill"),
    (re.compile(r"\bd[*#_\-]e\b", re.I), "die"),
    (re.compile(r"\br[*#_\-]tard", re.I), "retard"),
)


def without_markup(text: str) -> str:
    """The words as they are read: emphasis, quotes and lists of Markdown say nothing of tone."""
    return _markup.sub(r"\2", _line_start.sub("", text))


def normalise(text: str) -> str:
    """The text without disguises: look-alike letters, hidden signs, digits for letters, spaced or
    stretched letters, starred swear words. Ordinary text comes back nearly as it was."""
    plain = _visible(unicodedata.normalize("NFKC", text).translate(_fancy)).translate(_quotes)
    plain = _money_in_word.sub(lambda match: match[0].translate(_money), plain)
    plain = _spaced.sub(lambda m: re.sub(r"[ .\-_*]", "", m[0]), plain)
    for pattern, word in _stars:
        plain = pattern.sub(word, plain)
    plain = _leet_word.sub(_letters, plain)
    plain = _stretched_vowel.sub(r"\1", plain)
    return _stretched.sub(_shorter, plain)


def fold(text: str) -> str:
    """For patterns: lower case, one kind of quote, no apostrophes within words."""
    plain = unicodedata.normalize("NFKC", text).translate(_quotes).lower()
    return re.sub(r"(?<=\w)'(?=\w)", "", plain)


def _visible(text: str) -> str:
    """Without signs that nobody sees, and with look-alikes made Latin inside words that are meant
    to pass for Latin. Russian or Greek text stays as it is."""
    shown = "".join(ch for ch in text if unicodedata.category(ch) != "Cf" and ch != "\u034f")
    has_latin = _latin.search(shown) is not None
    return _word.sub(lambda match: _unmasked(match[0], has_latin), shown) if has_latin else shown


def _unmasked(word: str, among_latin: bool) -> str:
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFD", word)
    swapped = "".join(ch for ch in apart if not unicodedata.combining(ch)).translate(_lookalikes)
    return swapped if swapped.isascii() and among_latin else word


def _letters(match: re.Match[str]) -> str:
    """`1d10t` becomes a word; `10mg`, `2nd`, `L5S1` and a closing `!` stay."""
    word = match[0]
    tail = word[len(word.rstrip("!|")) :] if word.rstrip("!|") else word
    core = word[: len(word) - len(tail)]
    letters = sum(ch.isalpha() for ch in core)
    if letters < 2 or letters == len(core) or _measure.fullmatch(core):
        return word
    return core.translate(_leet) + tail


def _shorter(match: re.Match[str]) -> str:
    letter = match[1]
    return letter * 2 if letter.lower() in "lsfz" else letter
