"""An item is handed on, its words stay hidden until they are opened, and breaks are taken."""

from __future__ import annotations

import pytest

from moderation import actions
from moderation.models import AuditEvent, Pause, Reviewable, Skip
from moderation.states import ReviewState
from tests.moderation.conftest import RUDE, row_of
from tests.pages import names_in

# ---- handing on


def test_an_item_is_handed_on_without_a_reason(client, held, ana, bo):
    actions.claim(ana, held.pk)
    held.refresh_from_db()
    client.force_login(ana)
    token = {"lease_token": held.lease_token}
    answer = client.post(f"/moderation/{held.pk}/hand-on/", token, follow=True)
    assert "Handed on." in answer.content.decode()
    row = AuditEvent.objects.get(act="reviewable.handed_on")
    assert row.detail == {} and Skip.objects.get().why == ""
    assert actions.claim_next(ana) is None
    assert actions.claim_next(bo).pk == held.pk


def test_nobody_reads_who_handed_it_on(client, held, ana, bo):
    row = actions.claim(ana, held.pk)
    actions.hand_on(ana, held.pk, row.lease_token)
    client.force_login(bo)
    assert names_in(client.get(f"/moderation/{held.pk}/"), "Ana") == []


def test_the_words_leave_the_screen_with_it(client, held, ana):
    row = actions.claim(ana, held.pk)
    client.force_login(ana)
    answer = client.post(
        f"/moderation/{held.pk}/hand-on/",
        {"lease_token": row.lease_token},
        headers={"HX-Request": "true"},
    )
    assert "useless" not in answer.content.decode()
    assert answer.headers["HX-Push-Url"] == "/moderation/"


def test_nobody_hands_on_what_somebody_else_holds(client, held, ana, bo):
    row = actions.claim(ana, held.pk)
    client.force_login(bo)
    answer = client.post(f"/moderation/{held.pk}/hand-on/", {"lease_token": row.lease_token})
    assert answer.status_code == 409
    held.refresh_from_db()
    assert held.claimed_by == ana


# ---- words stay hidden until they are opened


@pytest.mark.parametrize(
    ("veil", "tiers"),
    [("severe", "P0 P1"), ("care", "P0 P1 P2"), ("all", "P0 P1 P2 P3 P4")],
)
def test_a_moderator_chooses_from_where_on_words_are_hidden(
    client, make_post, screening, ana, veil, tiers
):
    actions.look_after(ana, veil=veil)
    row = row_of(make_post(RUDE))
    client.force_login(ana)
    for tier in ("P0", "P1", "P2", "P3", "P4"):
        Reviewable.objects.filter(pk=row.pk).update(tier=tier)
        page = client.get(f"/moderation/{row.pk}/").content.decode()
        assert ('class="veil"' in page) is (tier in tiers), tier
        assert ("why-words" in page) is (tier not in tiers), tier
        assert f'data-veils="{veil}"' in page


# ---- breaks


def test_a_break_gives_back_what_one_holds_and_taking_something_ends_it(client, held, ana):
    actions.claim(ana, held.pk)
    client.force_login(ana)
    page = client.post("/moderation/wellbeing/break/", follow=True).content.decode()
    assert "You are on a break" in page
    held.refresh_from_db()
    assert held.state == ReviewState.OPEN
    actions.take_break(ana)
    assert Pause.objects.count() == 1
    actions.claim(ana, held.pk)
    assert Pause.objects.get().ended_at is not None
