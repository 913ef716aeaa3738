"""Guessing becomes slow, the owner is never locked out, and nobody learns who has an account."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from community.members.models import KnownDevice, Member
from community.members.signing_in import lockout, way_in
from community.members.signing_in.devices import in_words
from community.members.signing_in.lockout import ACCOUNT, ADDRESS, KNOWN_DEVICE, Pace
from community.notices.models import Notice
from tests.factories import PASSWORD, make_member

pytestmark = [pytest.mark.django_db]
EMAIL = "rosa@test.example"
ENTRY = {"login": EMAIL, "password": PASSWORD}
WRONG = {"login": EMAIL, "password": "not the one at all"}
FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"


@pytest.fixture
def rosa() -> Member:
    return make_member("Rosa", email=EMAIL, password=PASSWORD)


@pytest.fixture(autouse=True)
def letters_at_once(monkeypatch) -> None:
    monkeypatch.setattr(way_in._post, "submit", lambda send, *said: send(*said))


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    """Seconds that have passed, as the test says."""
    now = [1_000_000.0]
    monkeypatch.setattr(lockout.time, "time", lambda: now[0])
    return now


@pytest.fixture
def small_pace(monkeypatch) -> Pace:
    """Hashing fifty passwords takes a while."""
    pace = replace(ADDRESS, free=7)
    monkeypatch.setattr(lockout, "ADDRESS", pace)
    return pace


def guess(times: int, entry: dict[str, str] = WRONG, client: Client | None = None) -> Client:
    client = client or Client()
    for _ in range(times):
        client.post("/accounts/login/", entry)
    return client


def is_in(client: Client) -> bool:
    return client.get("/today/").status_code == 200


def words(client: Client, entry: dict[str, str]) -> str:
    return client.post("/accounts/login/", entry).context["form"].errors.as_text()


def test_after_some_wrong_tries_the_right_one_has_to_wait_too(rosa, clock) -> None:
    thief = guess(ACCOUNT.free)
    assert "Too many tries" in words(thief, ENTRY)
    assert not is_in(thief)
    clock[0] += ACCOUNT.first + 1
    thief.post("/accounts/login/", ENTRY)
    assert is_in(thief)


def test_each_wrong_try_costs_longer(rosa, clock) -> None:
    thief, waits = Client(), []
    for _ in range(ACCOUNT.free + 4):
        clock[0] += 10_000
        thief.post("/accounts/login/", WRONG)
        waits.append(lockout.wait_for(_request(thief), EMAIL))
    assert waits == [0] * (ACCOUNT.free - 1) + [30, 60, 120, 240, 480]


def _request(client: Client):
    return client.get("/accounts/login/").wsgi_request


@given(tries=st.integers(0, 10_000), pace=st.sampled_from([ACCOUNT, ADDRESS, KNOWN_DEVICE]))
def test_no_wait_is_shorter_than_the_one_before_or_longer_than_the_longest(tries, pace) -> None:
    before, after = pace.wait_after(tries), pace.wait_after(tries + 1)
    assert 0 <= before <= after <= pace.longest


def test_the_owner_gets_in_with_a_device_they_know(rosa) -> None:
    phone = Client()
    phone.post("/accounts/login/", ENTRY)
    phone.post("/accounts/logout/")
    guess(ACCOUNT.free + 3)
    assert not is_in(guess(1, ENTRY))
    phone.post("/accounts/login/", ENTRY)
    assert is_in(phone)


def test_a_device_of_somebody_else_is_no_way_in(rosa) -> None:
    make_member("Ines", email="ines@test.example", password=PASSWORD)
    thief = Client()
    thief.post("/accounts/login/", {**ENTRY, "login": "ines@test.example"})
    thief.post("/accounts/logout/")
    guess(ACCOUNT.free, client=thief)
    assert "Too many tries" in words(thief, ENTRY)


def test_a_known_device_does_not_guess_for_ever(rosa) -> None:
    phone = Client()
    phone.post("/accounts/login/", ENTRY)
    phone.post("/accounts/logout/")
    guess(KNOWN_DEVICE.free, client=phone)
    assert "Too many tries" in words(phone, ENTRY)


def test_one_address_does_not_try_one_password_on_everybody(db, small_pace) -> None:
    thief = Client()
    for number in range(small_pace.free):
        thief.post("/accounts/login/", {**WRONG, "login": f"member{number}@test.example"})
    assert "Too many tries" in words(thief, {**WRONG, "login": "one.more@test.example"})


def test_an_account_of_ones_own_does_not_reset_the_count_of_the_address(rosa, small_pace) -> None:
    thief = Client()
    for number in range(small_pace.free):
        thief.post("/accounts/login/", {**WRONG, "login": f"member{number}@test.example"})
        if number == small_pace.free - 2:
            Client().post("/accounts/login/", ENTRY)
    assert "Too many tries" in words(thief, {**WRONG, "login": "one.more@test.example"})


@pytest.mark.parametrize("tries", [1, ACCOUNT.free + 1])
def test_an_account_and_none_are_answered_alike(rosa, clock, tries: int) -> None:
    said = []
    for email in (EMAIL, "nobody@test.example"):
        client = Client(REMOTE_ADDR=f"10.0.0.{len(said) + 1}")
        guess(tries - 1, {**WRONG, "login": email}, client)
        said.append(words(client, {**WRONG, "login": email}))
    assert said[0] == said[1]


# ---- the letter with the way in


def link() -> str:
    found = re.search(r"/accounts/way-in/[^\s]+/", mail.outbox[-1].body)
    assert found
    return found[0]


def test_a_letter_lets_the_owner_in_while_somebody_guesses(rosa) -> None:
    guess(ACCOUNT.free + 3)
    owner = Client()
    assert "Too many tries" in words(owner, ENTRY)
    owner.post("/accounts/way-in/", {"email": EMAIL})
    assert mail.outbox[-1].to == [EMAIL]
    path = link()
    assert owner.get(path).status_code == 200
    owner.post(path)
    owner.post("/accounts/login/", ENTRY)
    assert is_in(owner)


def test_the_letter_alone_signs_nobody_in(rosa) -> None:
    owner = Client()
    owner.post("/accounts/way-in/", {"email": EMAIL})
    owner.post(link())
    assert not is_in(owner)


def test_a_letter_works_once(rosa) -> None:
    guess(ACCOUNT.free)
    owner, thief = Client(), Client()
    owner.post("/accounts/way-in/", {"email": EMAIL})
    path = link()
    owner.post(path)
    assert thief.post(path).status_code == 410
    assert "Too many tries" in words(thief, ENTRY)


def test_looking_at_the_link_uses_nothing_up(rosa) -> None:
    owner = Client()
    owner.post("/accounts/way-in/", {"email": EMAIL})
    path = link()
    for _ in range(3):
        assert "Let this browser try" in Client().get(path).content.decode()
    assert owner.post(path).status_code == 302


def test_an_old_or_made_up_link_says_so(rosa, monkeypatch) -> None:
    owner = Client()
    owner.post("/accounts/way-in/", {"email": EMAIL})
    path = link()
    monkeypatch.setattr(way_in, "LASTS", timedelta(seconds=-1))
    for one in (path, "/accounts/way-in/made-up/"):
        assert "no longer works" in owner.get(one).content.decode()
        assert owner.post(one).status_code == 410


def test_whoever_asks_learns_nothing(rosa) -> None:
    pages = [
        Client().post("/accounts/way-in/", {"email": email}).content.decode()
        for email in (EMAIL, "nobody@test.example")
    ]
    plain = [re.sub(r'nonce="[^"]+"|value="[^"]{64}"|\'?X-CSRFToken[^}]+', "", p) for p in pages]
    assert plain[0] == plain[1]
    assert len(mail.outbox) == 1


def test_nobody_is_flooded_with_letters(rosa) -> None:
    for _ in range(way_in.LETTERS_AN_HOUR + 3):
        Client().post("/accounts/way-in/", {"email": EMAIL})
    assert len(mail.outbox) == way_in.LETTERS_AN_HOUR


def test_the_address_comes_back_when_it_is_none(client) -> None:
    page = client.post("/accounts/way-in/", {"email": "rosa at home"}).content.decode()
    assert "rosa at home" in page
    assert "Write an e-mail address" in page


# ---- new devices


def test_a_new_device_is_told_and_a_known_one_is_not(
    rosa, django_capture_on_commit_callbacks
) -> None:
    phone, tablet = Client(), Client(HTTP_USER_AGENT=FIREFOX)
    for client in (phone, phone, tablet, tablet):
        with django_capture_on_commit_callbacks(execute=True):
            client.post("/accounts/login/", ENTRY)
        client.post("/accounts/logout/")
    notice = Notice.objects.get(member=rosa, kind="sign_in")
    assert "Firefox on Android" in notice.title
    (letter,) = mail.outbox
    assert "Firefox on Android" in letter.body
    assert "pain" not in f"{letter.subject} {letter.body}".lower()


def test_the_first_device_is_told_to_nobody(rosa) -> None:
    Client().post("/accounts/login/", ENTRY)
    assert not Notice.objects.filter(member=rosa).exists()


def test_only_a_digest_of_the_device_is_kept(rosa) -> None:
    phone = Client()
    phone.post("/accounts/login/", ENTRY)
    cookie = phone.cookies["alongside_device"]
    assert cookie["httponly"]
    assert KnownDevice.objects.get(member=rosa).key != cookie.value


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (FIREFOX, "Firefox on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
         "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/128.0 Safari/537.36 Edg/128.0", "Edge on Windows"),
        ("curl/8", "A browser"),
        ("", "A browser"),
    ],
)  # fmt: skip
def test_devices_are_called_what_people_call_them(agent: str, said: str) -> None:
    assert in_words(agent) == said


# ---- sessions


def test_one_device_is_signed_out_and_its_pages_close(rosa, monkeypatch) -> None:
    mine, phone, other = Client(), Client(), Client()
    for client in (mine, phone, other):
        client.post("/accounts/login/", ENTRY)
    key = phone.session.session_key
    closed: list[str] = []
    monkeypatch.setattr("community.members.signals.session_ended", closed.append)
    pk = rosa.usersession_set.get(session_key=key).pk
    mine.post(f"/accounts/sessions/{pk}/end/")
    assert [is_in(client) for client in (mine, phone, other)] == [True, False, True]
    assert closed == [key]


def test_nobody_signs_out_somebody_else(rosa) -> None:
    make_member("Ines", email="ines@test.example", password=PASSWORD)
    hers, mine = Client(), Client()
    hers.post("/accounts/login/", {**ENTRY, "login": "ines@test.example"})
    mine.post("/accounts/login/", ENTRY)
    pk = rosa.usersession_set.get().pk
    assert hers.post(f"/accounts/sessions/{pk}/end/").status_code == 404
    assert is_in(mine)
