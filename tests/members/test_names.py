"""What a member may be called: nothing that gives them away, nothing that passes for the team."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from community.members.names import check, skeleton


@pytest.mark.parametrize(
    "name",
    [
        "Rosa",
        "Zoë",
        "Ana María",
        "O’Neil",
        "Jean-Luc",
        "Роза",
        "Ρόζα",
        "ゆき",
        "小雪",
        "عمر",
        "प्रिया",
        "ปรียา",
        "Kit 7",
        "Badminton Bea",
        "Modesty",
        "Staffan",
        "Lumbar Support",
        "Bernard",
        "Adam",
        "Helpful Owl",
    ],
)
def test_most_names_are_fine(name: str) -> None:
    check(name, "somebody.else@test.example")


@pytest.mark.parametrize(
    "name",
    [
        "Admin",
        "ADMIN",
        "The Admin",
        "theadmin",
        "Adm1n",
        "a d m i n",
        "Moderator",
        "moderator-ana",
        "M0derator",
        "rnoderator",
        "Mod Ana",
        "ModAna",
        "Alongside",
        "A1ongside Team",
        "Alongside2",
        "Crisis Lead",
        "Crisis.Team",
        "Support Team",
        "Support",
        "Staff",
        "Official Rosa",
        "Safeguarding",
        "Fácilitator",
        "Аdmin",
    ],
)
def test_nobody_passes_for_the_team(name: str) -> None:
    with pytest.raises(ValidationError):
        check(name)


@pytest.mark.parametrize("name", ["Rоsa", "Tοbias", "Аnа", "Rosa Роза"])
def test_a_name_borrows_no_signs_of_another_alphabet(name: str) -> None:
    with pytest.raises(ValidationError, match="one alphabet"):
        check(name)


@pytest.mark.parametrize(
    "name",
    [
        "rosa@mail.example",
        "@rosa",
        "https:rosa",
        "www.rosa",
        "rosa.com",
        "07700 900123",
        "+44 7700 900123",
        "call 077-00-90",
        "Rosa\u200b",
        "Ro\u202esa",
        "Rosa\n",
        "R\u0301\u0301\u0301osa",
        "💊",
        " ",
        "-Rosa",
        "<b>",
    ],
)
def test_a_name_is_no_way_to_reach_somebody_and_hides_no_signs(name: str) -> None:
    with pytest.raises(ValidationError):
        check(name)


@pytest.mark.parametrize("name", ["rosa.garcia", "RosaGarcia", "Rosa Garcia", "rosa-garcia"])
def test_a_name_is_not_the_first_part_of_the_address(name: str) -> None:
    with pytest.raises(ValidationError, match="e-mail"):
        check(name, "Rosa.Garcia@mail.example")


@pytest.mark.parametrize(
    ("name", "emails"),
    [
        ("Rosa Garcia", ["r.garcia@mail.example"]),
        ("Milo Lindqvist", ["kid99@mail.example", "anna.lindqvist@mail.example"]),
        ("Rosa de la Garcia", ["garcia77@mail.example"]),
    ],
)
def test_a_family_name_from_an_address_is_no_display_name(name: str, emails: list[str]) -> None:
    with pytest.raises(ValidationError, match="full name"):
        check(name, *emails)


@pytest.mark.parametrize(
    "name",
    ["Kit St Marys School", "Hilltop Academy Ana", "Lincoln High", "Lycée Kit", "Year 9 Ana",
     "9th grade Kit", "Riverside Primary"],
)  # fmt: skip
def test_a_name_leaves_the_school_out(name: str) -> None:
    with pytest.raises(ValidationError, match="school"):
        check(name)


@pytest.mark.parametrize("name", ["Highland Cow", "Primary Colours", "Rosa Plum", "Kit 2011"])
def test_names_that_only_sound_like_one_are_fine(name: str) -> None:
    check(name, "someone@mail.example", born=date(2012, 1, 1))


def test_a_name_leaves_the_year_of_birth_out() -> None:
    with pytest.raises(ValidationError, match="year of birth"):
        check("Kit 2012", born=date(2012, 1, 1))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Rosa", "R0sa"), ("Rosa", "rоsa"), ("Lil", "1i1"), ("Ro sa", "ROSA"),
     ("Zoë", "Zoe"), ("Marna", "Mama")],
)  # fmt: skip
def test_names_that_are_read_alike_have_one_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@given(st.text(max_size=40))
def test_whatever_is_typed_gets_an_answer_in_words(name: str) -> None:
    try:
        check(name, "somebody@test.example")
    except ValidationError as error:
        assert error.messages[0].endswith(".")
