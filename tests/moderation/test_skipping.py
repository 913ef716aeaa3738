"""A moderator may hand an item on with a reason, and take what belongs together at once."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from moderation import actions
from moderation.models import AuditEvent, Reviewable, Skip
from moderation.states import ReviewState
from tests.factories import make_member
from tests.forums.conftest import make_reply
from tests.moderation.conftest import RUDE, row_of


@pytest.fixture
def three(make_post, screening):
    """Three held replies of one conversation, and one of another."""
    first = make_post(RUDE)
    screening.answer = RUDE
    rest = [make_reply(first.thread, "You too.", make_member()) for _ in range(2)]
    return [row_of(first), *map(row_of, rest), row_of(make_post(RUDE))]


def test_what_was_skipped_is_free_for_others_and_does_not_come_again(ana, bo, held):
    claimed = actions.claim_next(ana)
    assert actions.skip(ana, held.pk, claimed.lease_token, Skip.Why.KNOWN)
    assert actions.claim_next(ana) is None
    assert actions.claim_next(bo).pk == held.pk


def test_who_skipped_may_still_choose_the_item(ana, held):
    claimed = actions.claim(ana, held.pk)
    actions.skip(ana, held.pk, claimed.lease_token, Skip.Why.UNSURE)
    assert actions.claim(ana, held.pk).claimed_by == ana


def test_a_skip_needs_a_reason_and_keeps_the_claim_without_one(ana, held):
    claimed = actions.claim(ana, held.pk)
    with pytest.raises(ValidationError, match="Choose why"):
        actions.skip(ana, held.pk, claimed.lease_token, "")
    held.refresh_from_db()
    assert held.claimed_by == ana


def test_nobody_skips_what_somebody_else_holds(ana, bo, held):
    actions.claim(ana, held.pk)
    assert not actions.skip(bo, held.pk, uuid.uuid4(), Skip.Why.OTHER)
    held.refresh_from_db()
    assert held.claimed_by == ana


def test_a_skip_is_in_the_log_and_on_the_item(ana, held, client):
    claimed = actions.claim(ana, held.pk)
    actions.skip(ana, held.pk, claimed.lease_token, Skip.Why.LANGUAGE)
    assert AuditEvent.objects.filter(act="reviewable.skipped", actor_id=ana.pk).count() == 1
    client.force_login(ana)
    page = client.get(reverse("moderation:item", args=[held.pk])).content.decode()
    assert "Ana skipped it: “I do not read this language well enough”" in page


def test_the_others_of_a_conversation_are_claimed_together(ana, three):
    held, second, third, elsewhere = three
    actions.claim(ana, held.pk)
    assert {row.pk for row in actions.claim_together(ana, held.pk)} == {second.pk, third.pk}
    elsewhere.refresh_from_db()
    assert elsewhere.state == ReviewState.OPEN


def test_what_a_colleague_holds_stays_theirs(ana, bo, three):
    held, second, third, _ = three
    actions.claim(bo, second.pk)
    actions.claim(ana, held.pk)
    assert [row.pk for row in actions.claim_together(ana, held.pk)] == [third.pk]


def test_only_who_holds_one_takes_the_others(ana, three):
    with pytest.raises(actions.NotYours, match="Claim this one first"):
        actions.claim_together(ana, three[0].pk)


def test_what_one_wrote_oneself_is_not_taken_with_the_others(make_post, screening, ana):
    first = make_post(RUDE)
    screening.answer = RUDE
    own = row_of(make_reply(first.thread, "And me.", ana))
    actions.claim(ana, row_of(first).pk)
    assert actions.claim_together(ana, row_of(first).pk) == []
    assert Reviewable.objects.get(pk=own.pk).state == ReviewState.OPEN


def test_the_page_offers_both_and_does_them(client, ana, three):
    held = three[0]
    actions.claim(ana, held.pk)
    client.force_login(ana)
    page = client.get(reverse("moderation:item", args=[held.pk])).content.decode()
    assert "Claim the 2 other items of this conversation" in page
    answer = client.post(reverse("moderation:together", args=[held.pk]), follow=True)
    assert "You hold 2 more items" in answer.content.decode()
    held.refresh_from_db()
    token = {"lease_token": held.lease_token}
    refused = client.post(reverse("moderation:skip", args=[held.pk]), token)
    assert refused.status_code == 422
    client.post(reverse("moderation:skip", args=[held.pk]), {**token, "why": "close"})
    assert Skip.objects.get().why == Skip.Why.CLOSE
