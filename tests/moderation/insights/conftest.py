"""Decided items, and what insights count of them."""

from __future__ import annotations

import uuid
from datetime import timedelta
from itertools import count

import pytest
from django.utils import timezone

from community.members.bands import Band
from moderation import tiers
from moderation.models import Decision, Reviewable
from moderation.queries import Period, insights_page
from tests.factories import make_member

_numbers = count(1)


@pytest.fixture
def judge(db, ana):
    """Writes an item that was decided an hour after it was opened, a day ago."""

    def write(
        action="approve", codes=("toxicity.insult",), *, band=Band.ADULT, tier="P3", before="held",
        source="screening", share=None, space="Talk", days=1.0, waited=60, held_for=0,
        of_edit=False, author=None,
    ):  # fmt: skip
        opened = timezone.now() - timedelta(days=days)
        first_look, breach = tiers.deadlines(tier, band, opened)
        row = Reviewable.objects.create(
            kind="test.post",
            object_id=next(_numbers),
            band=band,
            space_name=space,
            author=author or make_member(band=band),
            tier=tier,
            reasons=[{"code": code, "label": code, "words": []} for code in codes],
            sources=[source],
            sampled_share=share,
            state="closed",
            opened_at=opened,
            due_first_look=first_look,
            due_breach=breach,
        )
        restricts = action in ("hide", "remove", "return_for_edit")
        return Decision.objects.create(
            reviewable=row,
            by=ana,
            action=action,
            reason_code="guideline_unkind" if restricts else "",
            content_before=before,
            of_edit=of_edit,
            lease_token=uuid.uuid4(),
            decided_at=opened + timedelta(minutes=waited),
            seconds_held=held_for,
        )

    return write


def figures(*bands, days=28):
    return insights_page(Period.last(days), bands or Band)


def level(held, *bands):
    return figures(*bands).levels[0 if held else 1]


def pairs(precisions):
    return [(one.label, one.right.hits, one.right.n) for one in precisions]
