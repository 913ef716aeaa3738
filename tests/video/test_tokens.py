"""A join token says exactly what was signed, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from video import tokens


def test_a_token_says_what_was_signed():
    text = tokens.issue(
        room="session-9",
        member_id=4,
        name="Rosa",
        role="host",
        may_publish=False,
        counts=True,
        about={"initials": "R", "hue": 120},
    )
    token = tokens.read(text)
    assert (token.room, token.member_id, token.name, token.role) == ("session-9", 4, "Rosa", "host")
    assert (token.may_publish, token.counts, token.is_host, token.is_fresh) == (
        False,
        True,
        True,
        True,
    )
    assert token.about == {"initials": "R", "hue": 120}


def test_an_old_token_is_read_but_not_fresh():
    assert not tokens.read(tokens.issue(room="r", member_id=1, name="Rosa", lifetime_s=-1)).is_fresh


@given(st.text(max_size=200))
def test_anything_else_is_refused_in_plain_words(text):
    with pytest.raises(tokens.BadToken, match="Open the room page again"):
        tokens.read(text)


@given(st.integers(0, 10_000), st.characters(min_codepoint=33, max_codepoint=126))
def test_a_changed_token_is_refused(at, letter):
    text = tokens.issue(room="r", member_id=1, name="Rosa")
    at %= len(text)
    # The last letter of base64 may carry spare bits; everything before it counts.
    changed = text[:at] + letter + text[at + 1 :]
    if changed != text and at < len(text) - 1:
        with pytest.raises(tokens.BadToken):
            tokens.read(changed)


def test_a_token_signed_for_another_purpose_is_refused():
    from django.core import signing

    with pytest.raises(tokens.BadToken):
        tokens.read(signing.dumps({"room": "r", "member_id": 1, "name": "Rosa"}, salt="another"))
