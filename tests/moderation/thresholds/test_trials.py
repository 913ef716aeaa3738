"""Other thresholds: signed by another, a week in the shadow, then in force."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.members.bands import Band
from community.notices.models import Notice
from moderation import actions, backtests
from moderation.actions import trials
from moderation.models import Beat, PolicyPack, Proposal, Trial
from moderation.screening import policy
from moderation.screening.edit import Place, with_thresholds
from moderation.screening.policy import Thresholds, current
from tests.factories import make_member
from tests.moderation.thresholds.conftest import (
    ADULTS,
    EARLIER_HOLD,
    OLDER,
    SHIPPED,
    days_later,
    past,
    propose,
    signed,
    some,
)

# From the proposal into force


def test_a_proposal_is_signed_runs_a_week_and_is_published(write, lead, second) -> None:
    some(write)
    before = current()
    trial = propose(lead)
    assert trial.state == "proposed"
    assert "3 more held, 1 of them wrongly" in trial.proposal.detail["changes"]
    trial = signed(trial, second)
    assert trial.state == "shadow"
    assert current() == before
    with pytest.raises(ValidationError, match="not over"):
        actions.publish_trial(lead, trial.pk)
    pack = actions.publish_trial(lead, days_later(trial).pk)
    policy.forget()
    assert current().version == pack.version != before.version
    assert current().bands["adult"].toxicity == EARLIER_HOLD
    assert current().bands["16-17"] == before.bands["16-17"]
    assert Trial.objects.get().state == "published"


def test_one_click_brings_the_old_thresholds_back(write, lead, second) -> None:
    before = current().bands["adult"]
    actions.publish_trial(lead, days_later(signed(propose(lead), second)).pk)
    policy.forget()
    actions.roll_back(lead)
    policy.forget()
    assert current().bands["adult"] == before
    assert PolicyPack.objects.count() == 2


def test_whoever_proposes_does_not_sign(lead) -> None:
    trial = propose(lead)
    with pytest.raises(PermissionDenied):
        signed(trial, lead)


def test_a_proposal_that_is_declined_or_taken_back_or_forgotten_changes_nothing(
    lead, second
) -> None:
    first = propose(lead).proposal
    actions.answer_proposal(second, first.pk, version=first.version, agree=False, text="Too soon")
    again = propose(lead).proposal
    actions.withdraw(lead, again.pk, version=again.version)
    third = propose(lead)
    late = timezone.now() + timedelta(days=4)
    actions.proposals.expire(late)
    assert trials.advance(late) == 1
    assert set(Trial.objects.values_list("state", flat=True)) == {"dropped"}
    assert Trial.objects.get(pk=third.pk).ended_by is None
    assert not PolicyPack.objects.exists()


def test_during_the_week_the_shadow_shows_what_it_would_have_done(write, lead, second) -> None:
    write(0.7)
    trial = signed(propose(lead), second)
    write(0.66, "remove")
    found = backtests.shadow_of(Trial.objects.get(pk=trial.pk), timezone.now())
    assert (found.readings, found.of("more_held").right) == (1, 1)


def test_a_trial_can_be_dropped_and_then_published_no_more(lead, second) -> None:
    trial = days_later(signed(propose(lead), second))
    actions.drop_trial(lead, trial.pk)
    with pytest.raises(ValidationError, match="does not run"):
        actions.publish_trial(lead, trial.pk)


def test_what_was_tried_against_other_thresholds_is_not_published(lead, second) -> None:
    trial = days_later(signed(propose(lead), second))
    text = with_thresholds(SHIPPED, ADULTS, Thresholds(review=0.4, hold=0.7), "other.1")
    actions.apply_pack(lead, text)
    policy.forget()
    with pytest.raises(ValidationError, match="changed meanwhile"):
        actions.publish_trial(lead, trial.pk)


@pytest.mark.parametrize(
    ("place", "new", "why", "said"),
    [
        (ADULTS, Thresholds(review=0.5, hold=0.8), "why", "in force already"),
        (Place(Band.YOUNGER), EARLIER_HOLD, "why", "everything waits"),
        (Place(Band.OLDER, "talk"), Thresholds(review=0.6, hold=0.9), "why", "never looser"),
        (ADULTS, EARLIER_HOLD, " ", "Write why"),
    ],
)
def test_what_makes_no_sense_is_refused_in_plain_words(lead, place, new, why, said) -> None:
    with pytest.raises(ValidationError, match=said):
        propose(lead, place, new, why)
    assert not Trial.objects.exists()
    assert not Proposal.objects.exists()


def test_in_one_place_one_trial_runs_at_a_time(lead) -> None:
    trial = propose(lead)
    with pytest.raises(ValidationError, match="already"):
        propose(lead)
    propose(lead, OLDER, Thresholds(review=0.2, hold=0.4))
    with pytest.raises(IntegrityError), transaction.atomic():
        Trial.objects.create(
            band=trial.band, review=0.1, hold=0.2, was_review=0.5, was_hold=0.8, why="x",
            by=lead, proposal=Proposal.objects.exclude(pk=trial.proposal_id).get(),
        )  # fmt: skip


def test_the_database_refuses_a_trial_that_skips_the_shadow(lead) -> None:
    trial = propose(lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        Trial.objects.filter(pk=trial.pk).update(
            state="published", shadow_since=trial.made_at, shadow_until=timezone.now()
        )


@pytest.mark.parametrize("roles", [(), ("moderator",), ("facilitator",)])
def test_only_leads_propose(db, roles) -> None:
    with pytest.raises(PermissionDenied):
        propose(make_member(roles=roles, cleared=True))


def test_without_clearance_nobody_proposes_for_youth(db) -> None:
    lead = make_member(roles=("safeguarding_lead",))
    with pytest.raises(PermissionDenied):
        propose(lead, OLDER, Thresholds(review=0.2, hold=0.4))


# What the clock does


def test_the_leads_hear_once_that_the_week_is_over(lead, second) -> None:
    days_later(signed(propose(lead), second))
    now = timezone.now()
    assert trials.advance(now) == 1
    assert trials.advance(now) == 0
    heard = Notice.objects.filter(kind="trial").values_list("member", flat=True)
    assert set(heard) == {lead.pk, second.pk}


def test_once_a_week_the_leads_hear_of_better_thresholds(lead, write, monkeypatch) -> None:
    pasts = [past(0.62, True)] * 20 + [past(0.4, False)] * 20
    monkeypatch.setattr(trials, "pasts", lambda place, *_: pasts if place == ADULTS else [])
    now = timezone.now()
    assert trials.evaluate(now) == 1
    assert trials.evaluate(now + timedelta(days=6)) == 0
    assert Notice.objects.get(kind="trial", member=lead).link.endswith("review=0.50&hold=0.60")
    assert trials.evaluate(now + timedelta(days=8)) == 1
    assert Beat.objects.filter(name="thresholds").exists()
    assert not PolicyPack.objects.exists()
