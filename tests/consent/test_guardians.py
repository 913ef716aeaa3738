"""A guardian says yes, sees it, changes it and takes it back; and sees nothing else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from community.consent import actions
from community.consent.models import Consent, Giver, Guardianship, Invitation, Purpose
from community.consent.queries import agreed
from community.members.models import Member, Word
from community.rights import actions as rights
from tests.factories import born
from tests.joining.test_joining import ACCOUNT, GATE, answers, at_the_gate

pytestmark = pytest.mark.django_db
YOUNG, MOTHER = born(14), "mother@test.example"
SECRET = "plum tree in rain"


def ask(client: Client, mailoutbox, email: str = MOTHER) -> str:
    """A 14-year-old in Germany asks; gives the link of the guardian's letter."""
    assert at_the_gate(client, YOUNG, "DE")["Location"] == "/join/guardian/"
    assert client.post("/join/guardian/", {"email": email})["Location"] == "/join/guardian/asked/"
    return link_in(mailoutbox)


def link_in(mailoutbox) -> str:
    found = re.search(r"/guardian/\S+", mailoutbox[-1].body)
    assert found
    return found[0]


def yes(**changes: str) -> dict[str, Any]:
    said = {
        "born_day": YOUNG.day, "born_month": YOUNG.month, "born_year": YOUNG.year,
        "responsible": "on", "service": "on", "passphrase": SECRET,
    }  # fmt: skip
    return {name: value for name, value in (said | changes).items() if value}


def say_yes(link: str, **changes: str) -> str:
    """In the guardian's own browser; gives the code."""
    page = Client().post(link, yes(**changes))
    assert page.status_code == 200, page.context["form"].errors
    return str(page.context["code"])


@pytest.fixture
def milo(client, mailoutbox, django_capture_on_commit_callbacks) -> Member:
    with django_capture_on_commit_callbacks(execute=True):
        link = ask(client, mailoutbox)
    code = say_yes(link)
    assert at_the_gate(client, YOUNG, "DE", code)["Location"] == ACCOUNT
    client.post(ACCOUNT, answers(display_name="Milo", email="cat77@test.example"))
    return Member.objects.get()


def opened(guardianship: Guardianship) -> tuple[Client, str]:
    """The guardian's page, with the second factor given."""
    from community.consent.codes import guardian_token

    link, browser = f"/guardian/{guardian_token(guardianship.pk)}/", Client()
    assert browser.post(link, {"passphrase": SECRET}).status_code == 302
    return browser, link


@pytest.fixture(autouse=True)
def letters_at_once(monkeypatch) -> None:
    """A test is one transaction: what waits for its commit is sent at once."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda work, **_: work())


def test_before_a_guardian_has_agreed_only_their_address_is_kept(client, mailoutbox) -> None:
    ask(client, mailoutbox)
    kept = Invitation.objects.values().get()
    assert set(kept) == {"id", "email", "made_at", "expires_at", "tries"}
    assert kept["email"] == MOTHER
    assert not Member.objects.exists() and not Guardianship.objects.exists()
    assert str(YOUNG.year) not in mailoutbox[-1].body
    assert "pain" not in (mailoutbox[-1].subject + mailoutbox[-1].body).lower()
    from django.contrib.sessions.models import Session

    assert not Session.objects.exists(), "nothing of the young person is in a session either"


def test_a_wrong_date_of_birth_opens_nothing_and_closes_the_letter(client, mailoutbox) -> None:
    link, wrong = ask(client, mailoutbox), yes(born_year=str(YOUNG.year - 1))
    for _ in range(actions.inviting.MOST_TRIES):
        assert Client().post(link, wrong).status_code == 422
    assert Client().post(link, yes()).status_code == 410
    assert not Guardianship.objects.exists()


@pytest.mark.parametrize("missing", ["responsible", "service", "passphrase", "born_day"])
def test_a_yes_is_whole_or_none(client, mailoutbox, missing: str) -> None:
    link = ask(client, mailoutbox)
    page = Client().post(link, yes(research="on", **{missing: ""}))
    assert page.status_code == 422
    assert "checked" in str(page.context["form"]["research"])
    assert not Guardianship.objects.exists() and not Consent.objects.exists()


def test_research_and_training_are_off_unless_the_guardian_turns_them_on(client, mailoutbox):
    page = Client().get(ask(client, mailoutbox))
    for name in ("research", "training", "service"):
        assert "checked" not in str(page.context["form"][name])


def test_a_letter_is_answered_once(client, mailoutbox) -> None:
    link = ask(client, mailoutbox)
    say_yes(link)
    assert Client().post(link, yes()).status_code == 410


def test_a_no_leaves_nothing(client, mailoutbox) -> None:
    link = ask(client, mailoutbox)
    assert Client().post(link, {"refuse": "1"}).status_code == 200
    assert not Invitation.objects.exists() and not Guardianship.objects.exists()


@pytest.mark.parametrize("what", ["broken", "old"])
def test_a_link_that_is_broken_or_old_opens_nothing(client, mailoutbox, what: str) -> None:
    link = ask(client, mailoutbox)
    if what == "old":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert actions.forget(timezone.now()) == 1
    else:
        link = link.replace(":", ":x", 1)
    assert Client().get(link).status_code in {404, 410}


def test_an_address_is_not_flooded(client, mailoutbox) -> None:
    for _ in range(6):
        ask(client, mailoutbox)
    assert len(mailoutbox) == actions.inviting.MOST_OPEN


def test_the_young_person_joins_with_the_code_and_their_own_date_of_birth(milo: Member) -> None:
    assert (milo.word, milo.country, milo.band) == (Word.GUARDIAN, "DE", "13-15")
    assert milo.guardianship.code == ""
    kept = {(one.purpose, one.giver) for one in Consent.objects.all()}
    assert kept == {
        (Purpose.SERVICE, Giver.GUARDIAN),
        (Purpose.SERVICE, Giver.OWN),
        (Purpose.AGREEMENT, Giver.OWN),
    }
    guardians = Consent.objects.get(giver=Giver.GUARDIAN)
    assert "date of birth" in guardians.method and guardians.version


def test_the_code_is_worth_nothing_with_another_date_of_birth_or_again(client, mailoutbox) -> None:
    code = say_yes(ask(client, mailoutbox))
    page = at_the_gate(Client(), born(13), "DE", code)
    assert page.context["form"].errors["code"]
    first = Client()
    assert at_the_gate(first, YOUNG, "DE", code.lower().replace("-", " "))["Location"] == ACCOUNT
    first.post(ACCOUNT, answers(display_name="Milo", email="cat77@test.example"))
    assert at_the_gate(Client(), YOUNG, "DE", code).context["form"].errors["code"]


def test_the_guardian_s_own_address_or_family_name_is_not_the_young_person_s(client, mailoutbox):
    code = say_yes(ask(client, mailoutbox, "anna.lindqvist@test.example"))
    at_the_gate(client, YOUNG, "DE", code)
    for wrong in ({"email": "anna.lindqvist@test.example"}, {"display_name": "Milo Lindqvist"}):
        assert client.post(ACCOUNT, answers(**wrong)).status_code == 200
        assert not Member.objects.exists()


def test_the_page_says_what_was_agreed_and_not_a_word_of_the_young_person(milo: Member) -> None:
    Member.objects.update(about="knees and cats")
    browser, link = opened(milo.guardianship)
    page = browser.get(link).content.decode()
    assert "You said yes" in page and "Version" in page
    for private in ("Milo", "cat77@", "knees", str(milo.date_of_birth.year)):
        assert private not in page.split("<main", 1)[1]


def test_without_the_second_factor_the_link_shows_and_changes_nothing(milo: Member) -> None:
    _, link = opened(milo.guardianship)
    stranger = Client()
    assert "You said yes" not in stranger.get(link).content.decode()
    stranger.post(f"{link}change/", {"take_back": "1"})
    assert Member.objects.get().word == Word.GUARDIAN
    for _ in range(5):
        assert stranger.post(link, {"passphrase": "not this"}).status_code == 422
    assert stranger.post(link, {"passphrase": SECRET}).status_code == 422, "shut for a while"


def test_who_forgot_the_passphrase_knows_the_date_of_birth_and_is_told(milo, mailoutbox) -> None:
    _, link = opened(milo.guardianship)
    day = {"born_day": YOUNG.day, "born_month": YOUNG.month, "born_year": YOUNG.year}
    browser = Client()
    wrong = day | {"born_year": YOUNG.year - 1, "passphrase": "another few words"}
    assert browser.post(f"{link}forgot/", wrong).status_code == 422
    browser.post(f"{link}forgot/", day | {"passphrase": "another few words"})
    assert "You said yes" in browser.get(link).content.decode()
    assert mailoutbox[-1].to == [MOTHER] and "passphrase was changed" in mailoutbox[-1].subject


def test_taken_back_the_account_freezes_and_given_again_it_opens(milo, client, mailoutbox) -> None:
    browser, link = opened(milo.guardianship)
    client.force_login(milo)
    assert client.get("/today/").status_code == 200
    browser.post(f"{link}change/", {"take_back": "1"})
    assert client.get("/today/")["Location"] == "/me/paused/"
    assert client.get("/me/paused/").status_code == 200
    assert "cat77@test.example" in [to for one in mailoutbox for to in one.to]
    browser.post(f"{link}change/", {"give_again": "1"})
    assert client.get("/today/").status_code == 200


def test_research_needs_both_and_ends_with_the_guardian_s_yes(milo: Member) -> None:
    browser, link = opened(milo.guardianship)
    browser.post(f"{link}change/", {"research": "on"})
    assert not agreed(Member.objects.get(), Purpose.RESEARCH), "the young person was not asked"
    actions.choose(milo, {Purpose.RESEARCH: True}, giver=Giver.OWN, method="signed in")
    assert agreed(Member.objects.get(), Purpose.RESEARCH)
    browser.post(f"{link}change/", {"take_back": "1"})
    browser.post(f"{link}change/", {"give_again": "1"})
    assert not agreed(Member.objects.get(), Purpose.RESEARCH)


def test_once_somebody_decides_for_themselves_the_page_does_nothing(milo: Member) -> None:
    browser, link = opened(milo.guardianship)
    Member.objects.update(date_of_birth=born(16), band="16-17")
    actions.decide_alone(Member.objects.get(), method="signed in")
    assert "done its work" in browser.get(link).content.decode()
    browser.post(f"{link}change/", {"take_back": "1"})
    assert not Member.objects.get().is_frozen


def test_when_the_account_is_gone_the_page_asks_for_nothing(milo: Member) -> None:
    """What the passphrase was compared with went too: to ask for it would be a door to nowhere."""
    browser, link = opened(milo.guardianship)
    rights.carry_out(rights.ask_to_leave(milo, keep_words=True))
    for who in (browser, Client()):
        for path in (link, f"{link}forgot/"):
            page = who.get(path)
            assert page.status_code == 410
            said = page.content.decode().split("<main", 1)[1]
            assert (
                "There is nothing left here" in said and "passphrase" not in said.split("</p>")[1]
            )
            assert 'type="password"' not in said
            assert who.post(path, {"passphrase": ""}).status_code == 410
    before = Consent.objects.count()
    browser.post(f"{link}change/", {"take_back": "1"})
    assert Consent.objects.count() == before


def test_nobody_learns_who_is_a_guardian(milo: Member, mailoutbox) -> None:
    before = len(mailoutbox)
    pages = [Client().post("/guardian/", {"email": one}) for one in (MOTHER, "x@test.example")]
    strip = re.compile(r"nonce=\"[^\"]+\"|[A-Za-z0-9]{64}")
    assert len({strip.sub("", page.content.decode()) for page in pages}) == 1
    assert len(mailoutbox) == before + 1


def test_other_answers_within_a_day_do_not_go_round_the_guardian(client, mailoutbox) -> None:
    ask(client, mailoutbox)
    for other in (born(17), born(40)):
        assert at_the_gate(client, other, "GB")["Location"] == "/join/guardian/"
        assert client.get(ACCOUNT)["Location"] == GATE
