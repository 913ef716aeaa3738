"""A young person for whom a guardian's letter would be a risk: two of the safeguarding team."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from community.consent import actions as consent
from community.consent.models import Asking, AskingState, Consent, Giver, Invitation
from community.members.actions import take_part_on
from community.members.bands import Band
from community.members.models import Member, Word
from community.notices.models import Notice
from moderation import actions
from moderation.models import AuditEvent, Proposal
from tests.factories import born, make_member
from tests.joining.test_joining import ACCOUNT, answers, at_the_gate

pytestmark = pytest.mark.django_db
LEAD = ("safeguarding_lead",)


@pytest.fixture(autouse=True)
def letters_at_once(monkeypatch) -> None:
    monkeypatch.setattr("django.db.transaction.on_commit", lambda work, **_: work())


@pytest.fixture
def noor():
    return make_member("Noor", roles=LEAD, cleared=True)


@pytest.fixture
def imani():
    return make_member("Imani", roles=LEAD, cleared=True)


def asks(client: Client) -> Asking:
    at_the_gate(client, born(14), "DE")
    said = {"email": "mine@test.example", "words": "He reads everything and gets angry."}
    assert client.post("/join/without/", said).status_code == 200
    return Asking.objects.get()


def agree(noor: Member, imani: Member, asking: Asking) -> Proposal:
    proposal = actions.propose_without_guardian(noor, asking, "Spoke with them twice.")
    return actions.answer_proposal(imani, proposal.pk, version=proposal.version, agree=True)


def test_help_comes_first_and_no_guardian_is_written_to(client, mailoutbox) -> None:
    at_the_gate(client, born(14), "DE")
    page = client.get("/join/without/").content.decode()
    assert page.index('href="/help/"') < page.index("<form class=")
    asks(client)
    assert not mailoutbox and not Invitation.objects.exists() and not Member.objects.exists()


def test_the_leads_who_may_be_near_youth_hear_of_it_and_nobody_else(client, noor) -> None:
    make_member("Una", roles=LEAD)
    make_member("Ana", roles=("moderator",), cleared=True)
    asking = asks(client)
    assert [one.member for one in Notice.objects.filter(kind="asking")] == [noor]
    assert asking.words not in Notice.objects.get(kind="asking").body


@pytest.mark.parametrize(
    ("roles", "cleared", "status"),
    [(LEAD, True, 200), (LEAD, False, 404), (("moderator",), True, 404), ((), False, 404)],
)
def test_only_a_cleared_lead_reads_it_and_reading_is_in_the_log(
    client, roles, cleared, status
) -> None:
    asking = asks(Client())
    client.force_login(make_member("Una", roles=roles, cleared=cleared))
    assert client.get(f"/moderation/without-guardian/{asking.pk}/").status_code == status
    assert AuditEvent.objects.filter(act="asking.read").exists() is (status == 200)


def test_two_agree_and_the_young_person_joins_with_a_code(client, noor, imani, mailoutbox) -> None:
    asking = asks(client)
    agree(noor, imani, asking)
    letter = mailoutbox[-1]
    assert letter.to == ["mine@test.example"]
    assert "guardian" not in letter.body.lower() and "home" not in letter.body.lower()
    code = re.search(r"[A-Z2-9]{5}-[A-Z2-9]{5}", letter.body)
    assert code
    phone = Client()
    assert at_the_gate(phone, born(14), "DE", code[0])["Location"] == ACCOUNT
    phone.post(ACCOUNT, answers(display_name="Lumi", email="other@test.example"))
    member = Member.objects.get(display_name="Lumi")
    assert (member.word, member.is_frozen) == (Word.TEAM, False)
    assert Consent.objects.filter(member=member, giver=Giver.TEAM).exists()
    asking.refresh_from_db()
    assert (asking.email, asking.words, asking.mark, asking.code) == ("", "", "", "")


def test_one_alone_opens_nothing(client, noor) -> None:
    asking = asks(client)
    proposal = actions.propose_without_guardian(noor, asking, "Spoke with them.")
    with pytest.raises(PermissionDenied):
        actions.answer_proposal(noor, proposal.pk, version=proposal.version, agree=True)
    asking.refresh_from_db()
    assert asking.state == AskingState.WAITING


def test_a_moderator_who_does_not_lead_cannot_be_the_second(client, noor) -> None:
    asking = asks(client)
    ana = make_member("Ana", roles=("moderator",), cleared=True)
    proposal = actions.propose_without_guardian(noor, asking, "Spoke with them.")
    with pytest.raises(PermissionDenied):
        actions.answer_proposal(ana, proposal.pk, version=proposal.version, agree=True)
    asking.refresh_from_db()
    assert asking.state == AskingState.WAITING


def test_a_no_is_kind_and_keeps_no_words(client, noor, mailoutbox) -> None:
    asking = asks(client)
    client.force_login(noor)
    client.post(f"/moderation/without-guardian/{asking.pk}/", {"decline": "1"})
    asking.refresh_from_db()
    assert (asking.state, asking.words) == (AskingState.DECLINED, "")
    assert "/help/" in mailoutbox[-1].body


def test_whose_guardian_took_consent_back_can_say_that_it_is_not_safe(client, noor, imani) -> None:
    milo = make_member("Milo", Band.YOUNGER, country="DE")
    take_part_on(milo, Word.TAKEN_BACK)
    client.force_login(milo)
    assert client.post("/me/paused/", {"words": "They found my phone."}).status_code == 200
    assert client.post("/me/paused/", {"words": "Again."}).status_code == 422
    agree(noor, imani, Asking.objects.get(member=milo))
    assert client.get("/today/").status_code == 200
    assert Member.objects.get(pk=milo.pk).word == Word.TEAM


def test_an_open_account_has_nothing_to_ask(client) -> None:
    with pytest.raises(Exception, match="open"):
        consent.ask_as_member(make_member("Rosa"), "x")
