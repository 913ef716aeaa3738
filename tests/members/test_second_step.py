"""Whoever works here needs a second step; until it is there, their roles open nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from allauth.mfa.models import Authenticator

from community.access import Facts, Kind, Verb, can, moderated_bands
from community.access.facts import standing_of
from community.access.policy import RULES
from community.members.bands import Audience, Band
from community.members.models import Member
from community.members.queries import met_by, with_rights
from tests.access.people import CONTENT_STATES, STATES, Thing, make, people
from tests.factories import make_member

ITEM = Thing(Facts(Kind.REVIEWABLE, frozenset({Band.ADULT}), author_id=987_654))


@pytest.fixture(autouse=True)
def asked_of_staff(settings) -> None:
    settings.SECOND_STEP_FOR_STAFF = True


@pytest.fixture
def ana(db) -> Member:
    return make_member("Ana", roles=("moderator",), cleared=True)


def again(member: Member) -> Member:
    return Member.objects.get(pk=member.pk)


def set_up(member: Member, kind: str = Authenticator.Type.TOTP) -> Authenticator:
    return Authenticator.objects.create(user=member, type=kind, data={"secret": "x"})


@pytest.mark.parametrize(("kind", "verb"), RULES)
def test_whoever_rests_may_no_more_than_somebody_without_a_role(kind: Kind, verb: Verb) -> None:
    things = [
        make(kind, frozenset({band}), state=state, relation=relation)
        for band in Band
        for state in STATES.get(kind, CONTENT_STATES)
        for relation in ("stranger", "author", "host")
    ]
    for who in people():
        if who.roles:
            plain = replace(who, roles=frozenset())
            resting = replace(who, roles_rest=True)
            for what in things:
                assert can(resting, verb, what) == can(plain, verb, what)


def test_a_role_opens_nothing_before_and_everything_after(ana: Member) -> None:
    assert moderated_bands(ana) == frozenset()
    set_up(ana)
    assert moderated_bands(again(ana)) == frozenset(Band)


@pytest.mark.parametrize(
    ("kind", "enough"), [("totp", True), ("webauthn", True), ("recovery_codes", False)]
)
def test_spare_codes_alone_are_no_second_step(ana: Member, kind: str, enough: bool) -> None:
    set_up(ana, kind)
    assert can(again(ana), Verb.MODERATE, ITEM) is enough


def test_when_the_second_step_goes_so_do_the_rights(ana: Member) -> None:
    made = set_up(ana)
    assert can(again(ana), Verb.MODERATE, ITEM)
    made.delete()
    assert not can(again(ana), Verb.MODERATE, ITEM)


@pytest.mark.parametrize("change", ["set_up", "take_away"])
def test_open_pages_ask_again_when_it_changes(
    ana: Member, change: str, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    made = set_up(ana) if change == "take_away" else None
    told: list[int] = []
    monkeypatch.setattr("community.members.signing_in.receivers.access_changed", told.append)
    if made:
        made.delete()
    else:
        set_up(ana)
    assert told == [ana.pk]


def test_a_cleared_moderator_who_rests_is_not_met_by_youth(ana: Member) -> None:
    assert again(ana).access_facts().bands == {Band.ADULT}
    juno, carer = make_member("Juno", Band.OLDER), make_member(audience=Audience.CARERS)
    # Neither by what is asked of the database: that would take longer than for who is not there.
    assert not any(ana in met_by(member) for member in (juno, carer))
    set_up(ana)
    assert again(ana).access_facts().bands == set(Band)
    assert all(ana in met_by(again(member)) for member in (juno, carer))


def test_members_without_a_role_need_none(db) -> None:
    assert not make_member().needs_second_step


def test_it_costs_no_query_of_its_own(ana: Member, django_assert_num_queries) -> None:
    member = again(ana)
    with django_assert_num_queries(1):
        assert member.roles_rest
    set_up(ana)
    other = make_member(roles=("moderator",))
    with django_assert_num_queries(2):
        found = with_rights([again_without_query(ana), other])
        rests = [found[pk].roles_rest for pk in (ana.pk, other.pk)]
    assert rests == [False, True]


def again_without_query(member: Member) -> Member:
    member.forget_rights()
    return member


def test_a_host_may_turn_it_off(ana: Member, settings) -> None:
    settings.SECOND_STEP_FOR_STAFF = False
    assert standing_of(again(ana)).roles == {"moderator"}


# ---- pages


@pytest.mark.parametrize("path", ["/moderation/", "/moderation/rota/", "/admin/"])
def test_pages_of_the_team_lead_to_setting_it_up(client, db, path: str) -> None:
    olu = make_member("Olu", roles=("moderator",), cleared=True, is_staff=True)
    client.force_login(olu)
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/second-step/"
    page = client.get("/accounts/second-step/").content.decode()
    assert "Add a passkey" in page
    assert "Use an app" in page


def test_an_editor_without_a_role_needs_it_too(client, db) -> None:
    client.force_login(make_member("Elif", is_staff=True))
    assert client.get("/admin/")["Location"] == "/accounts/second-step/"


def test_a_fragment_is_led_there_as_a_whole_page(client, ana: Member) -> None:
    client.force_login(ana)
    answer = client.get("/moderation/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/accounts/second-step/"


def test_with_a_second_step_the_queue_opens(client, ana: Member) -> None:
    set_up(ana)
    client.force_login(ana)
    assert client.get("/moderation/").status_code == 200
    assert "Your role rests" not in client.get("/me/").content.decode()


def test_every_page_says_that_the_role_rests(client, ana: Member) -> None:
    client.force_login(ana)
    assert "Your role rests" in client.get("/me/").content.decode()


def test_whoever_has_no_role_learns_nothing_of_staff_pages(client, db) -> None:
    client.force_login(make_member())
    assert client.get("/moderation/").status_code == 404
    assert "Your role rests" not in client.get("/me/").content.decode()


def test_signing_in_asks_for_the_code(client, db) -> None:
    bo = make_member("Bo", email="bo@test.example", password="a-long-test-password")
    set_up(bo)
    entry = {"login": "bo@test.example", "password": "a-long-test-password"}
    assert "2fa" in client.post("/accounts/login/", entry)["Location"]
    assert client.get("/today/").status_code == 302
