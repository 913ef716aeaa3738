"""Passwords that thieves try first are refused in whatever they are dressed up as."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from community.members.signing_in.passwords import OURS, REFUSAL, is_known, known
from tests.joining.test_joining import join

# Long enough that what is made of them passes for a password at first sight.
WORDS = st.sampled_from(sorted(word for word in known() if word.isalpha() and 6 <= len(word) <= 9))
LEET = str.maketrans("oeast", "03@$7")
YEARS = st.integers(1950, 2039).map(str)
TAILS = st.one_of(YEARS, st.text("0123456789", min_size=1, max_size=4), st.sampled_from("!?.#"))


@pytest.mark.parametrize(
    "password",
    [
        "password123", "Password2024!", "P@ssw0rd123", "iloveyou2023", "qwertyuiop", "1234567890",
        "Sunshine!!!!", "drowssap99", "dragondragon", "abcdefghij", "aaaaaaaaaaaa",
        "alongside2026", "Chronic Pain 1", "ihatemybackpain", "fibromyalgia!", "painpainpain",
        "M1gra1ne2025", "99Football99", "pass word 1234", "ALONGSIDE-peer-support",
    ],
)  # fmt: skip
def test_what_thieves_try_first_is_refused(password: str) -> None:
    with pytest.raises(ValidationError, match="Thieves"):
        validate_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "purple tomato lantern", "Kettle-Orbit-Mango", "my dog eats cold stairs", "xK9!vQ2#mLp7",
        "grün-wolke-43-leiter", "a-long-test-password", "alongside-demo", "wisteria unbolts 8 keys",
    ],
)  # fmt: skip
def test_what_nobody_would_guess_is_taken(password: str) -> None:
    validate_password(password)


@settings(max_examples=150)
@given(
    word=WORDS,
    tail=TAILS,
    dress=st.sampled_from([str, str.upper, str.capitalize, lambda w: w.translate(LEET)]),
    turn=st.booleans(),
)
def test_no_known_word_hides_behind_case_signs_or_a_year(word, tail, dress, turn) -> None:
    dressed = dress(word[::-1] if turn else word) + tail
    assert is_known(dressed), dressed


@given(word=WORDS)
def test_nor_behind_being_said_twice(word: str) -> None:
    assert is_known(word * 2)


def test_there_are_many_and_ours_are_among_them() -> None:
    assert len(known()) > 40_000
    assert known() >= OURS


def test_the_words_say_what_to_do_instead() -> None:
    assert "Three words" in REFUSAL


@pytest.mark.django_db
def test_joining_says_so_and_keeps_the_rest(client) -> None:
    answer = join(client, display_name="Kestrel", password1="Password2024!")
    page = answer.content.decode()
    assert "Thieves try this password" in page
    assert "Kestrel" in page
