"""The export gives what the register says it gives, to its owner alone."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from community.members.models import Member
from community.personal import holdings
from community.rights import export
from forums.states import State
from moderation.models import AuditEvent, Flag
from tests.factories import PASSWORD
from tests.rights.traces import TRACES, once_each
from tests.rights.world import EMAIL, NAME, World

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def everything(canary: Member) -> World:
    world = World(canary)
    for trace in TRACES.values():
        trace(world)
    once_each(world)
    return world


def read(member: Member) -> dict:
    with zipfile.ZipFile(io.BytesIO(export.archive(member))) as file:
        return json.loads(file.read("data.json"))


def asked_again(client) -> None:
    """Gives the password once more, as the page asks for it."""
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert answer.status_code == 302


def test_each_table_has_every_field_that_the_register_shows(everything: World) -> None:
    tables = read(everything.member)["tables"]
    assert set(tables) == {holding.model for holding in holdings()}
    for holding in holdings():
        for row in tables[holding.model]["rows"]:
            assert set(holding.exported) <= set(row), holding.model


def test_each_row_about_the_person_is_in_it(everything: World) -> None:
    tables = read(everything.member)["tables"]
    for holding in holdings():
        if holding.exported and holding.model != "moderation.Reviewable":
            rows = holding.rows(everything.member.pk).filter(holding.only)
            assert len(tables[holding.model]["rows"]) == rows.distinct().count(), holding.model


def test_words_of_every_kind_are_there_in_full(everything: World) -> None:
    tables = read(everything.member)["tables"]
    for table, field in (
        ("forums.Post", "body"), ("forums.Draft", "body"), ("forums.PostRevision", "body"),
        ("groups.ChatLine", "text"), ("notices.Notice", "body"), ("moderation.Decision", "note"),
        ("moderation.Appeal", "text"), ("moderation.Flag", "note"), ("rights.DataRequest", "text"),
        ("private.Message", "body"), ("private.MessageDraft", "body"),
        ("safety.Preference", "words"), ("consent.Asking", "words"),
    ):  # fmt: skip
        assert any(EMAIL in row[field] for row in tables[table]["rows"]), table


def test_a_guardians_answers_are_in_it_and_not_their_address(everything: World) -> None:
    found = read(everything.member)
    givers = {row["giver"] for row in found["tables"]["consent.Consent"]["rows"]}
    assert {"A guardian", "The member"} <= givers
    assert f"guardian.{EMAIL}" not in json.dumps(found)


def test_what_another_wrote_in_private_is_not_in_it(everything: World) -> None:
    text = json.dumps(read(everything.member))
    assert f"Thank you @{NAME}" not in text
    assert f"Dear @{NAME}" not in text


def test_no_secret_and_nobody_elses_words_are_in_it(everything: World) -> None:
    Flag.objects.create(
        reviewable=everything.reviewable(everything.member),
        reporter=everything.other,
        concern="worry",
        note="Reported by a friend",
    )
    everything.post(everything.other, State.PUBLISHED, "Words of another")
    text = json.dumps(read(everything.member))
    assert "Reported by a friend" not in text
    assert "Words of another" not in text
    assert everything.other.display_name not in text
    assert everything.member.password not in text
    assert "for Quillfeather" not in text


def test_the_page_to_read_says_the_same(everything: World) -> None:
    with zipfile.ZipFile(io.BytesIO(export.archive(everything.member))) as file:
        page = file.read("index.html").decode()
    assert f"I am {NAME}" in page
    assert "Posts" in page
    assert "<script" not in page
    assert "http" not in page.replace("https://push.example", "")


def test_titles_of_conversations_in_another_band_are_not_given(everything: World) -> None:
    everything.space.band = "13-15"
    everything.space.save()
    rows = read(everything.member)["tables"]["forums.Post"]["rows"]
    of_others = [row for row in rows if row["conversation"] == "Stairs"]
    assert not of_others


def test_it_is_given_only_after_asking_again_who_it_is(canary: Member, client) -> None:
    client.force_login(canary)
    for answer in (client.get("/me/data/take/"), client.post("/me/data/take/")):
        assert answer.status_code == 302
        assert "reauthenticate" in answer["Location"]
    assert not AuditEvent.objects.filter(act="data.exported").exists()


def test_its_owner_gets_it_and_the_log_knows(canary: Member, client) -> None:
    client.force_login(canary)
    asked_again(client)
    assert client.get("/me/data/take/").status_code == 200
    answer = client.post("/me/data/take/")
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        assert set(file.namelist()) == {"data.json", "index.html", "look.css"}
    assert AuditEvent.objects.get(act="data.exported").actor_id == canary.pk


def test_a_visitor_gets_nothing(client) -> None:
    for path in ("/me/data/", "/me/data/take/", "/me/data/leave/"):
        assert client.get(path).status_code == 302


def test_more_rows_cost_no_more_queries(canary: Member, django_assert_max_num_queries) -> None:
    world = World(canary)
    for _ in range(3):
        TRACES["published"](world)
        TRACES["told"](world)
    with django_assert_max_num_queries(len(holdings()) + 10):
        export.archive(canary)
