"""The comfort agreement has changed: the next visit begins with it, and what was said is kept."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.consent import actions, texts
from community.consent.models import Consent, Purpose
from community.consent.queries import promise_of
from community.members.actions import take_part_on
from community.members.bands import Band
from community.members.models import Member, Word
from tests.factories import make_member

pytestmark = pytest.mark.django_db
PAGE = {"HTTP_ACCEPT": "text/html,application/xhtml+xml,*/*;q=0.8"}
NEW_LINE = "I ask before I give advice."


@pytest.fixture
def rosa(client) -> Member:
    member = make_member("Rosa")
    actions.start(member, method="signed in")
    client.force_login(member)
    return member


@pytest.fixture
def changed(rosa: Member, monkeypatch: pytest.MonkeyPatch) -> texts.Agreement:
    """A new version for adults, after Rosa said yes to the one before."""
    known = texts._texts()
    old = known.agreements[Band.ADULT][-1]
    new = texts.Agreement(version="2027-03", lines=(*old.lines, NEW_LINE), limits=old.limits)
    later = known.model_copy(
        update={"agreements": known.agreements | {Band.ADULT: (*known.agreements[Band.ADULT], new)}}
    )
    monkeypatch.setattr(texts, "_texts", lambda: later)
    return new


def agreed_to(member: Member) -> list[str]:
    said = Consent.objects.filter(member=member, purpose=Purpose.AGREEMENT).order_by("pk")
    return list(said.values_list("version", flat=True))


def test_without_a_change_nobody_is_stopped(client, rosa) -> None:
    assert client.get("/today/", **PAGE).status_code == 200
    assert client.get("/me/agreement/")["Location"] == "/today/"


def test_the_first_page_of_the_next_visit_leads_to_it_and_a_yes_back(client, rosa, changed) -> None:
    led = client.get("/conversations/?page=2", **PAGE)["Location"]
    assert led == "/me/agreement/?next=%2Fconversations%2F%3Fpage%3D2"
    page = client.get(led, **PAGE).content.decode()
    line = next(line for line in page.split("<li>") if NEW_LINE in line)
    assert "New" in line and page.count('class="badge badge-info"') == 1
    answer = client.post(
        "/me/agreement/",
        {"agreement": "on", "version": "adult/2027-03", "next": "/conversations/?page=2"},
    )
    assert answer["Location"] == "/conversations/?page=2"
    assert client.get("/today/", **PAGE).status_code == 200
    assert agreed_to(rosa) == ["adult/2026-11", "adult/2027-03"]


def test_the_old_words_stay_with_the_old_yes(rosa, changed) -> None:
    before = promise_of(rosa)
    assert before is not None and before.rules is not None
    assert not before.is_current and NEW_LINE not in before.rules.lines
    assert before.new_in(changed) == {NEW_LINE}


def test_one_s_own_page_shows_the_words_that_one_said_yes_to(client, rosa, changed) -> None:
    page = client.get("/me/consent/").content.decode()
    assert changed.lines[0] in page.replace("&#x27;", "'") and NEW_LINE not in page
    assert "newer ones" in page


def test_without_the_tick_nothing_is_written(client, rosa, changed) -> None:
    answer = client.post("/me/agreement/", {"version": "adult/2027-03", "next": "/groups/"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Tick the box if you will keep to it" in page and 'value="/groups/"' in page
    assert agreed_to(rosa) == ["adult/2026-11"]


def test_a_yes_to_words_that_changed_meanwhile_does_not_count(client, rosa, changed) -> None:
    answer = client.post("/me/agreement/", {"agreement": "on", "version": "adult/2026-11"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "changed once more" in page and 'value="adult/2027-03"' in page
    assert agreed_to(rosa) == ["adult/2026-11"]


def test_nobody_is_led_out_of_the_house(client, rosa, changed) -> None:
    said = {"agreement": "on", "version": "adult/2027-03", "next": "https://evil.example/"}
    assert client.post("/me/agreement/", said)["Location"] == "/today/"


@pytest.mark.parametrize(
    "path", ["/help/", "/me/data/", "/accounts/logout/", "/moderation/own/", "/resources/"]
)
def test_help_and_rights_wait_for_nothing(client, rosa, changed, path: str) -> None:
    answer = client.get(path, **PAGE)
    assert not answer.get("Location", "").startswith("/me/agreement/")


def test_what_is_being_written_goes_through(client, rosa, changed) -> None:
    """Somebody in the middle of something loses no word: only opening a page leads there."""
    assert client.post("/me/flare/", **PAGE)["Location"] != "/me/agreement/"
    assert client.get("/notices/", HTTP_ACCEPT="*/*").status_code == 200
    assert client.get("/notices/", HTTP_HX_REQUEST="true", **PAGE).status_code == 200


def test_a_moderator_s_work_does_not_wait(client, changed) -> None:
    ana = make_member(roles=("moderator",), cleared=True)
    actions.write_down(ana, Purpose.AGREEMENT, True, giver="own", method="x")
    Consent.objects.filter(member=ana).update(version="adult/2026-11")
    client.force_login(ana)
    assert client.get("/moderation/", **PAGE).status_code == 200
    assert client.get("/today/", **PAGE)["Location"].startswith("/me/agreement/")


def test_another_band_s_new_words_are_not_asked_of_somebody(client, changed) -> None:
    juno = make_member("Juno", Band.OLDER)
    actions.start(juno, method="signed in")
    client.force_login(juno)
    assert client.get("/today/", **PAGE).status_code == 200


def test_a_paused_account_reads_why_it_is_paused_first(client, rosa, changed) -> None:
    take_part_on(rosa, Word.TAKEN_BACK)
    assert client.get("/today/", **PAGE)["Location"] == "/me/paused/"


def test_the_database_is_asked_once_a_visit(client, rosa) -> None:
    client.get("/me/", **PAGE)
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get("/me/", **PAGE)
        assert not [one for one in asked if "consent_consent" in one["sql"]]
