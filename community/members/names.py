"""What a display name may be: free, but no way to reach, to find or to pass for somebody."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError

_link = re.compile(r"https?:|www\.|\.(com|net|org|io|me|co)\b", re.IGNORECASE)
_phone = re.compile(r"(?:\d[\s().-]*){6,}")
_shape = re.compile(r"[^\W_](?:[\w .'’-]*[\w.])?")
_parts = re.compile(r"[^\W_]+")
_hump = re.compile(r"(?<=[^\W\d_])(?<![A-ZА-Я])(?=[A-ZА-Я])")
SHORTEST_MAILBOX = 4
MOST_MARKS_IN_A_ROW = 2

# Alphabets that borrow each other's signs: a name in two of them is made to be misread.
ALPHABETS = ("LATIN", "CYRILLIC", "GREEK")
# Signs that are read as another. One and the small i and l are told apart by nobody.
_read_as = str.maketrans(
    {
        **dict(zip("013457i", "oleastl", strict=True)),
        **dict(zip("аеорсухіјѕһвмнтк", "aeopcyxljshbmhtk", strict=True)),
        **dict(zip("αορυικντεβμ", "aopylkvtebm", strict=True)),
    }
)


def skeleton(name: str) -> str:
    """The name as an eye in a hurry reads it: no case, accents, spaces or borrowed signs."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[\W_]", "", letters.translate(_read_as)).replace("rn", "m")


# What people who look after others are called here, and so no member.
_staff = tuple(
    map(skeleton, ("admin", "administrator", "moderator", "facilitator", "safeguarding",
                   "alongside", "crisis lead", "crisis team", "support team", "help desk"))
)  # fmt: skip
# Shorter ones only as a word of their own: Badminton, Modesty and Staffan are fine.
_staff_words = frozenset(map(skeleton, ("mod", "mods", "staff", "official")))
_staff_names = frozenset(map(skeleton, ("support", "system", "operator", "help")))


# Words that are part of the names of schools. A teacher may be called what they like but this.
_school = re.compile(
    r"\b(school|academy|college|sixth form|campus|university|lyc[eé]e|coll[eè]ge|gymnasium|schule|"
    r"gesamtschule|escuela|colegio|instituto|liceo|scuola|skole|skola)\b|"
    r"\w\s(high|primary|secondary|grammar|comprehensive|uni)$",
    re.IGNORECASE,
)
_grade = re.compile(r"\b(year|grade|class|form)\s?\d{1,2}\b|\b\d{1,2}(th|st|nd|rd) grade\b", re.I)
SHORTEST_FAMILY_NAME = 4


def check(name: str, *emails: str, born: date | None = None) -> None:
    """Raises ValidationError, in plain words, for a name that gives a person away or misleads.

    emails: the member's own, and their guardian's, which often hold a family name.
    """
    if "@" in name or _link.search(name):
        raise ValidationError("Please choose a name without an e-mail address, a handle or a link.")
    if _phone.search(name):
        raise ValidationError("Please choose a name without a phone number.")
    if not _has_shape(name):
        raise ValidationError("Use letters, numbers, spaces, dots, hyphens or apostrophes.")
    if len(_alphabets(name)) > 1:
        raise ValidationError("Write the name in one alphabet, so that nobody misreads it.")
    if _sounds_like_staff(name):
        raise ValidationError("This name sounds like somebody from our team. Try another one.")
    if _school.search(name) or _grade.search(name):
        raise ValidationError("Leave your school out of the name, so that nobody can find you.")
    if born is not None and re.search(rf"(?<!\d){born.year}(?!\d)", name):
        raise ValidationError("Leave your year of birth out of the name.")
    for email in emails:
        _check_mailbox(name, email.partition("@")[0].lower())


def _check_mailbox(name: str, mailbox: str) -> None:
    plain = re.sub(r"[\W_]", "", name.lower())
    if len(mailbox) >= SHORTEST_MAILBOX and plain == re.sub(r"[\W_]", "", mailbox):
        raise ValidationError(
            "This is the first part of your e-mail. Choose a name nobody can trace."
        )
    words = _parts.findall(name.lower())
    known = {part for part in re.split(r"[\W\d_]+", mailbox) if len(part) >= SHORTEST_FAMILY_NAME}
    if len(words) > 1 and not known.isdisjoint(words[1:]):
        raise ValidationError("This looks like your real full name. Choose one nobody can trace.")


def _has_shape(name: str) -> bool:
    """Vowel signs belong to letters, as in प्रिया; a tower of them is no name."""
    marks = "".join("m" if unicodedata.category(sign)[0] == "M" else " " for sign in name)
    letters = "".join(sign for sign, mark in zip(name, marks, strict=True) if mark == " ")
    return "m" * (MOST_MARKS_IN_A_ROW + 1) not in marks and bool(_shape.fullmatch(letters))


def _alphabets(name: str) -> set[str]:
    words = {unicodedata.name(sign, "").partition(" ")[0] for sign in name if sign.isalpha()}
    return words & set(ALPHABETS)


def _sounds_like_staff(name: str) -> bool:
    words = [skeleton(word) for word in _parts.findall(_hump.sub(" ", name))]
    whole = skeleton(name)
    if whole in _staff_names or not _staff_words.isdisjoint(words):
        return True
    return any(word.startswith(_staff) or word.endswith(_staff) for word in (*words, whole))
