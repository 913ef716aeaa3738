"""Nothing waits for ever, whatever each moderator would rather not see."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.members.bands import Band
from moderation import actions
from moderation.models import Reviewable
from moderation.states import ReviewState
from moderation.wellbeing import A_DAY, A_WEEK
from tests.moderation.wellbeing.conftest import HARM, HATE, met, offered

choice = st.sets(st.sampled_from(["self_harm", "hate", "medicine"]))
things = st.fixed_dictionaries(
    {
        "tier": st.sampled_from(["P0", "P1", "P2", "P3", "P4"]),
        "code": st.sampled_from([HARM, HATE, "medical.trade", "toxicity.insult"]),
        "late": st.booleans(),
        "band": st.sampled_from([Band.ADULT, Band.YOUNGER]),
    }
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    spared=st.lists(choice, min_size=3, max_size=3),
    weights=st.lists(st.sampled_from([0, 6, A_DAY, A_WEEK]), min_size=3, max_size=3),
    rows=st.lists(things, min_size=1, max_size=5),
    skips=st.lists(st.booleans(), max_size=12),
)
def test_every_item_is_served_to_somebody_in_the_end(
    item, ana, bo, noor, spared, weights, rows, skips
):
    """Whatever they would rather not see, skip, and have met: next brings it, or offers it."""
    people = [ana, bo, noor]
    with transaction.atomic():
        for one, what, weight in zip(people, spared, weights, strict=True):
            actions.look_after(one, spared=what)
            met(one, weight)
        for row in rows:
            item(**row)
        _work(people, list(skips))
        # What is not urgent may wait for somebody else, but not past its time.
        Reviewable.objects.update(due_first_look=timezone.now() - timedelta(minutes=1))
        _work(people, [])
        assert not Reviewable.objects.waiting().exists()
        transaction.set_rollback(True)


def _work(people, skips):
    """Turns, until nobody is brought or offered anything more."""
    served = True
    while served:
        served = False
        for one in people:
            row = actions.claim_next(one)
            if row is None and (urgent := offered(one)):
                row = actions.claim(one, urgent.row.pk)
            if row is None:
                continue
            served = True
            if skips and skips.pop():
                assert actions.hand_on(one, row.pk, row.lease_token)
            else:
                row.move(ReviewState.CLOSED)
                row.save()
