"""Claims: one holder at a time, leases that run out, and an order that starves nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from community.members.bands import Band
from moderation import actions, tiers
from moderation.actions import NotYours
from moderation.models import Reviewable
from moderation.states import ReviewState
from tests.factories import make_member
from tests.moderation.conftest import DANGER, KIND, RUDE, decide, row_of


def test_the_claim_is_a_lease_of_ten_minutes(held, ana):
    row = actions.claim(ana, held.pk)
    assert row.state == ReviewState.CLAIMED and row.claimed_by == ana
    assert row.lease_expires - row.lease_started == timedelta(minutes=10)


def test_somebody_else_is_told_who_holds_it(held, ana, bo):
    actions.claim(ana, held.pk)
    with pytest.raises(NotYours, match="Ana is looking at this"):
        actions.claim(bo, held.pk)


def test_claiming_again_keeps_the_lease(held, ana):
    assert actions.claim(ana, held.pk).lease_token == actions.claim(ana, held.pk).lease_token


def test_a_lapsed_lease_is_free_again(held, ana, bo):
    old = actions.claim(ana, held.pk)
    _lapse(held)
    new = actions.claim(bo, held.pk)
    assert new.claimed_by == bo and new.lease_token != old.lease_token


def test_the_heartbeat_prolongs_up_to_the_cap(held, ana):
    row = actions.claim(ana, held.pk)
    started = timezone.now() - timedelta(minutes=25)
    Reviewable.objects.filter(pk=row.pk).update(lease_started=started)
    assert actions.heartbeat(ana, row.pk, row.lease_token) == started + tiers.LEASE_CAP


def test_the_heartbeat_of_a_lost_lease_says_so(held, ana, bo):
    row = actions.claim(ana, held.pk)
    _lapse(held)
    assert actions.heartbeat(ana, row.pk, row.lease_token) is None
    actions.claim(bo, held.pk)
    assert actions.heartbeat(ana, row.pk, row.lease_token) is None


def test_giving_back_frees_it_without_a_reason(held, ana, bo):
    row = actions.claim(ana, held.pk)
    assert actions.release(ana, row.pk, row.lease_token)
    assert actions.claim(bo, held.pk).claimed_by == bo


def test_nobody_gives_back_for_another(held, ana, bo):
    row = actions.claim(ana, held.pk)
    assert not actions.release(bo, row.pk, row.lease_token)
    held.refresh_from_db()
    assert held.claimed_by == ana


def test_the_reporter_is_recused(make_post, ana, bo):
    post = make_post()
    actions.flag(ana, KIND, post.pk, concern="guideline", rule="unkind")
    with pytest.raises(NotYours, match="You took part"):
        actions.claim(ana, row_of(post).pk)
    assert actions.claim_next(ana) is None
    assert actions.claim_next(bo).object_id == post.pk


def test_the_author_never_sees_their_own(make_post, ana):
    row = row_of(make_post(RUDE, author=ana))
    with pytest.raises(PermissionDenied):
        actions.claim(ana, row.pk)
    assert actions.claim_next(ana) is None


def test_whoever_passed_it_on_is_recused(held, ana, bo):
    decide(ana, held, "escalate", note="I know her.")
    with pytest.raises(NotYours):
        actions.claim(ana, held.pk)
    assert actions.claim(bo, held.pk).rest_state == ReviewState.ESCALATED


def test_a_member_claims_nothing(held):
    with pytest.raises(PermissionDenied):
        actions.claim(make_member(), held.pk)


def test_uncleared_moderators_get_no_youth_items(make_post, ana, bo):
    row = row_of(make_post(RUDE, band=Band.YOUNGER))
    with pytest.raises(PermissionDenied):
        actions.claim(bo, row.pk)
    assert actions.claim_next(bo) is None
    assert actions.claim_next(ana) == row


def test_the_riskiest_comes_first(make_post, ana):
    make_post(RUDE)
    danger = row_of(make_post(DANGER))
    assert actions.claim_next(ana) == danger


def test_every_fifth_pull_serves_the_oldest(make_post, ana):
    """P2 to P4: newer and riskier items keep coming, and the old one is reached all the same."""
    old = row_of(make_post(RUDE))
    long_ago = timezone.now() - timedelta(days=3)
    far = timezone.now() + timedelta(days=3)
    Reviewable.objects.filter(pk=old.pk).update(tier="P4", opened_at=long_ago, due_first_look=far)
    for _ in range(6):
        make_post(RUDE)
    pulled = [actions.claim_next(ana).pk for _ in range(5)]
    assert pulled.index(old.pk) == 4


def test_danger_is_never_kept_waiting_by_the_oldest(make_post, ana):
    for _ in range(6):
        make_post(RUDE)
    for _ in range(4):
        actions.claim_next(ana)
    danger = row_of(make_post(DANGER))
    assert actions.claim_next(ana) == danger


def _lapse(row):
    ago = timezone.now() - timedelta(seconds=1)
    Reviewable.objects.filter(pk=row.pk).update(
        lease_expires=ago, lease_started=ago - timedelta(minutes=10)
    )
