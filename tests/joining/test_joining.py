"""Making an account: a neutral question, a code by e-mail, and no hint for who tries doors."""

from __future__ import annotations

import re
import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from community.members.models import Member
from tests.factories import PASSWORD, born, make_member

pytestmark = pytest.mark.django_db
TOO_YOUNG = 12


GATE, ACCOUNT = "/accounts/signup/", "/accounts/signup/account/"


def at_the_gate(client, day: date | None = None, country: str = "GB", code: str = ""):
    day = day or born(30)
    said = {"born_day": day.day, "born_month": day.month, "born_year": day.year}
    return client.post(GATE, said | {"country": country, "code": code})


def answers(**changes: Any) -> dict[str, Any]:
    return {
        "audience": "members",
        "display_name": "Kit",
        "email": "someone@test.example",
        "password1": "three plain words",
        "agreement": "on",
    } | changes


def join(client, day: date | None = None, **changes: Any):
    """Through the gate and on to the account, as somebody who may."""
    assert at_the_gate(client, day)["Location"] == ACCOUNT
    return client.post(ACCOUNT, answers(**changes))


def code_in(mailoutbox) -> str:
    found = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,5})\s*$", mailoutbox[-1].body, re.MULTILINE)
    assert found, mailoutbox[-1].body
    return found[1]


def test_somebody_joins_with_a_code_from_their_letter(client, mailoutbox) -> None:
    answer = join(client)
    assert answer.status_code == 302, answer.context["form"].errors
    assert client.get("/today/").status_code == 302, "not signed in before the code"
    client.post(answer["Location"], {"code": code_in(mailoutbox)})
    assert client.get("/today/").status_code == 200
    member = Member.objects.get(email="someone@test.example")
    assert (member.display_name, member.band) == ("Kit", "adult")


def test_an_adult_says_for_whom_they_are_here_and_nothing_is_chosen_for_them(client) -> None:
    at_the_gate(client)
    page = client.get(ACCOUNT).content.decode()
    assert "Whom are you here for?" in page
    assert "checked" not in page
    answer = client.post(ACCOUNT, answers(audience=""))
    assert "Choose one of the two." in answer.content.decode()
    assert "someone@test.example" in answer.content.decode()
    assert not Member.objects.exists()
    client.post(ACCOUNT, answers(audience="carers"))
    assert Member.objects.get().is_carer


@pytest.mark.parametrize("age", [13, 16])
def test_young_people_are_not_asked_and_come_for_themselves(client, age: int) -> None:
    at_the_gate(client, born(age))
    assert "Whom are you here for?" not in client.get(ACCOUNT).content.decode()
    client.post(ACCOUNT, answers(audience="carers"))
    assert not Member.objects.get().is_carer


def test_a_wrong_code_lets_nobody_in(client, mailoutbox) -> None:
    answer = join(client)
    code_in(mailoutbox)
    wrong = client.post(answer["Location"], {"code": "ZZZZZZ"})
    assert wrong.status_code == 200
    assert client.get("/today/").status_code == 302


@pytest.mark.parametrize(("age", "band"), [(13, "13-15"), (16, "16-17"), (18, "adult")])
def test_the_date_of_birth_decides_the_band(client, age: int, band: str) -> None:
    join(client, born(age))
    assert Member.objects.get().band == band


def test_below_the_lowest_age_nothing_is_kept_and_the_door_stays_shut(client, mailoutbox) -> None:
    answer = at_the_gate(client, born(TOO_YOUNG))
    assert answer.status_code == 200
    assert "We cannot make an account for you here" in answer.content.decode()
    assert not Member.objects.exists()
    assert not mailoutbox
    assert str(born(TOO_YOUNG).year) not in str(client.cookies)
    # Another answer in the same browser meets the same page, for a day.
    again = at_the_gate(client, born(30))
    assert "We cannot make an account for you here" in again.content.decode()
    assert not Member.objects.exists()


def test_the_lock_lapses_after_a_day(client, monkeypatch) -> None:
    at_the_gate(client, born(TOO_YOUNG))
    monkeypatch.setattr("community.joining.gate.LOCK", timedelta(seconds=-1))
    assert "Join Alongside" in client.get("/accounts/signup/").content.decode()


def test_the_question_gives_no_hint_of_the_right_answer(client) -> None:
    page = client.get("/accounts/signup/").content.decode()
    random = r"[A-Za-z0-9]{64}"
    shown = re.sub(rf"<(head|script|svg).*?</\1>|{random}", " ", page, flags=re.DOTALL)
    assert "Date of birth" in shown
    for hint in ("13", "16 ", "18", "years old", "old enough", "at least 1 "):
        assert hint not in shown, hint


@pytest.mark.parametrize(
    ("day", "month", "year"), [(31, 2, 1990), ("", "", ""), ("x", 3, 1990), (1, 1, 2090)]
)
def test_a_date_that_is_none_comes_back_with_everything_filled_in(client, day, month, year) -> None:
    sent = {"born_day": day, "born_month": month, "born_year": year, "country": "FR"}
    page = client.post(GATE, sent)
    assert page.context["form"]["country"].value() == "FR"
    assert str(day) in str(page.context["form"]["born"])
    assert "date of birth" in page.content.decode()
    assert client.get(ACCOUNT)["Location"] == GATE


def test_nobody_comes_to_the_account_but_through_the_gate(client) -> None:
    for answer in (client.get(ACCOUNT), client.post(ACCOUNT, answers())):
        assert (answer.status_code, answer["Location"]) == (302, GATE)
    assert not Member.objects.exists()


def test_who_asks_for_a_taken_address_learns_nothing(client, mailoutbox) -> None:
    make_member("Rosa", email="rosa@test.example")
    fresh = join(client, email="new@test.example")
    client.cookies.clear()
    taken = join(client, email="rosa@test.example", display_name="Ro")
    assert (fresh.status_code, fresh["Location"]) == (taken.status_code, taken["Location"])
    assert mailoutbox[-1].to == ["rosa@test.example"]
    assert Member.objects.filter(email="rosa@test.example").count() == 1


def test_a_name_is_taken_once_whatever_its_case(client) -> None:
    make_member("Rosa")
    page = join(client, display_name="ROSA").content.decode()
    assert "Somebody already uses this name" in page
    assert Member.objects.count() == 1


@pytest.mark.parametrize(
    "name",
    [
        "kit@mail.com",
        "@kit",
        "www.kit.org",
        "07700 900123",
        "someone",
        "k",
        "_kit_",
        "Kit<script>",
    ],
)
def test_a_name_gives_nobody_away(client, name: str) -> None:
    page = join(client, display_name=name)
    assert page.status_code == 200
    assert not Member.objects.exists()


def test_a_short_or_common_password_is_refused_in_plain_words(client) -> None:
    for password in ("short", "password123"):
        page = join(client, password1=password).content.decode()
        assert "password" in page
        assert not Member.objects.exists()


def test_guessing_passwords_is_slowed_down(client) -> None:
    make_member("Rosa", email="rosa@test.example", password=PASSWORD)
    wrong = {"login": "rosa@test.example", "password": "not this one at all"}
    for _ in range(5):
        client.post("/accounts/login/", wrong)
    right = {"login": "rosa@test.example", "password": PASSWORD}
    answer = client.post("/accounts/login/", right)
    assert answer.status_code == 200
    assert "Too many" in answer.content.decode()


def test_making_many_accounts_from_one_place_is_slowed_down(client, monkeypatch) -> None:
    # All in one minute, however slow the machine is.
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now)
    for number in range(21):
        at_the_gate(client)
        answer = client.post(
            ACCOUNT, answers(email=f"n{number}@test.example", display_name=f"Name {number}")
        )
        client.cookies.clear()
    assert answer.status_code == 429
    assert "a little" in answer.content.decode() or "minute" in answer.content.decode()


def test_a_banned_member_cannot_sign_in(client) -> None:
    from community.members.actions import ban

    member = make_member("Rosa", email="rosa@test.example", password=PASSWORD)
    ban(member)
    client.post("/accounts/login/", {"login": "rosa@test.example", "password": PASSWORD})
    assert client.get("/today/").status_code == 302


def test_a_real_date_a_year_from_the_edge_is_enough(client) -> None:
    today = timezone.localdate()
    join(client, date(today.year - 99, 1, 1))
    assert Member.objects.count() == 1
