"""Items in the queue, and moderators who met much or little of what is hard."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from django.utils import timezone

from community.members.bands import Band
from moderation import actions, loads
from moderation.models import Exposure, Reviewable
from moderation.states import ReviewState
from moderation.tiers import deadlines
from moderation.wellbeing import A_DAY
from tests.factories import make_member
from tests.moderation.conftest import KIND

_numbers = count(1_000_000)
HARM, HATE = "crisis.risk", "toxicity.identity_attack"


@pytest.fixture
def author(db):
    return make_member("Wen")


@pytest.fixture
def item(author):
    """An item in the queue, of a tier and about something; late when its first look is due."""

    def make(tier="P3", code="toxicity.insult", late=False, band=Band.ADULT, by=None):
        now = timezone.now()
        opened = now - timedelta(days=4 if late else 0)
        first_look, breach = deadlines(tier, band, opened)
        return Reviewable.objects.create(
            kind=KIND, object_id=next(_numbers), band=band, author=by or author, tier=tier,
            opened_at=opened, due_first_look=first_look, due_breach=breach,
            reasons=[{"code": code, "label": "Why", "words": ["words"]}],
        )  # fmt: skip

    return make


def met(member, weight, ago=timedelta(0), times=1):
    for _ in range(times):
        Exposure.objects.create(member=member, weight=weight, at=timezone.now() - ago)


def spent(member):
    met(member, A_DAY)


def offered(member):
    return actions.offer(loads.own(member, timezone.now()), timezone.now())


def hold(member, row):
    """Gives the row to somebody without counting it."""
    now = timezone.now()
    Reviewable.objects.filter(pk=row.pk).update(
        state=ReviewState.CLAIMED, claimed_by=member, lease_token="0" * 32, lease_started=now,
        lease_expires=now + timedelta(minutes=5),
    )  # fmt: skip
