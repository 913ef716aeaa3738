"""A decision: content, notices, log and row together; and never twice."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from community.members.bands import Band
from community.notices.models import Notice
from forums import actions as forum
from moderation import actions
from moderation.actions import StaleDecision
from moderation.models import AuditEvent, Decision, Reviewable
from moderation.states import ReviewState
from tests.factories import make_member
from tests.forums.conftest import HOLD
from tests.moderation.conftest import KIND, RUDE, decide, post_of, row_of


def test_publishing_shows_the_post_and_tells_the_author(held, ana):
    decision = decide(ana, held, "approve")
    held.refresh_from_db()
    assert post_of(held).state == "published" and held.state == ReviewState.CLOSED
    assert (decision.content_before, decision.content_after) == ("held", "published")
    notice = Notice.objects.get(member=held.author, kind="decision")
    assert notice.title == "Your words are up"


@pytest.mark.parametrize(
    ("action", "state"), [("remove", "removed"), ("return_for_edit", "returned_for_edit")]
)
def test_a_restriction_gives_reason_words_and_a_way_on(held, ana, action, state):
    decide(ana, held, action, reason_code="guideline_unkind", note="The last line.")
    assert post_of(held).state == state
    notice = Notice.objects.get(member=held.author, kind="decision")
    assert "could hurt the person" in notice.body and "The last line." in notice.body
    assert notice.link == f"/me/held/{held.pk}/"


def test_youth_read_the_simpler_words(make_post, ana):
    row = row_of(make_post(RUDE, band=Band.YOUNGER))
    decide(ana, row, "remove", reason_code="guideline_unkind")
    body = Notice.objects.get(member=row.author, kind="decision").body
    assert "mean words" in body


def test_a_restriction_needs_a_reason_that_fits(held, ana):
    for code in ("", "nonsense"):
        with pytest.raises(ValidationError):
            decide(ana, held, "remove", reason_code=code)
    with pytest.raises(ValidationError, match="does not fit"):
        decide(ana, held, "return_for_edit", reason_code="guideline_threat")
    assert post_of(held).state == "held" and not Decision.objects.exists()


def test_what_cannot_be_done_is_refused_and_changes_nothing(held, ana):
    with pytest.raises(ValidationError):
        decide(ana, held, "hide", reason_code="guideline_unkind")
    with pytest.raises(ValidationError):
        decide(ana, held, "explode")
    held.refresh_from_db()
    assert held.state == ReviewState.CLAIMED and post_of(held).state == "held"


def test_passing_on_needs_a_line_and_tells_the_lead(held, ana, noor):
    with pytest.raises(ValidationError):
        decide(ana, held, "escalate")
    decide(ana, held, "escalate", note="I know the author.")
    held.refresh_from_db()
    assert held.state == ReviewState.ESCALATED and post_of(held).state == "held"
    assert Notice.objects.get(member=noor).body == "I know the author."
    assert not Notice.objects.filter(member=held.author, kind="decision").exists()


def test_a_decision_writes_one_row_of_the_log(held, ana):
    decide(ana, held, "approve")
    event = AuditEvent.objects.get(act="reviewable.decided")
    assert event.actor_id == ana.pk and event.target == f"reviewable:{held.pk}"
    assert event.detail["action"] == "approve" and event.scope == "adult"


def test_the_second_decision_is_stale_and_says_who_did_what(held, ana, bo):
    mine = actions.claim(ana, held.pk)
    args = {"lease_token": mine.lease_token, "version": mine.version, "action": "approve"}
    actions.decide(ana, held.pk, **args)
    with pytest.raises(StaleDecision, match="Ana published it at"):
        actions.decide(bo, held.pk, **args)
    with pytest.raises(StaleDecision):
        actions.decide(ana, held.pk, **args)
    assert Decision.objects.count() == 1


def test_another_token_or_version_is_stale(held, ana):
    row = actions.claim(ana, held.pk)
    for token, version in [(uuid.uuid4(), row.version), (row.lease_token, row.version - 1)]:
        with pytest.raises(StaleDecision):
            actions.decide(ana, row.pk, lease_token=token, version=version, action="approve")


def test_a_lapsed_lease_decides_nothing(held, ana):
    row = actions.claim(ana, held.pk)
    ago = timezone.now() - timedelta(seconds=1)
    Reviewable.objects.filter(pk=row.pk).update(
        lease_started=ago - timedelta(minutes=1), lease_expires=ago
    )
    with pytest.raises(StaleDecision, match="run out"):
        actions.decide(
            ana, row.pk, lease_token=row.lease_token, version=row.version, action="approve"
        )


def test_a_text_that_changed_meanwhile_makes_the_decision_stale(held, ana, screening):
    row = actions.claim(ana, held.pk)
    screening.answer = HOLD
    forum.edit(held.author, post_of(held), forum.Words("Other words altogether."))
    with pytest.raises(StaleDecision):
        actions.decide(
            ana, row.pk, lease_token=row.lease_token, version=row.version, action="approve"
        )
    assert post_of(held).state == "held"


def test_nobody_decides_in_a_band_they_may_not_moderate(make_post, ana, bo):
    row = actions.claim(ana, row_of(make_post(RUDE, band=Band.OLDER)).pk)
    with pytest.raises(PermissionDenied):
        actions.decide(
            bo, row.pk, lease_token=row.lease_token, version=row.version, action="approve"
        )


def test_reporters_hear_the_class_of_the_outcome_and_no_more(make_post, ana):
    post, reporter = make_post(), make_member()
    actions.flag(reporter, KIND, post.pk, concern="guideline", rule="unkind")
    decide(ana, row_of(post), "remove", reason_code="guideline_unkind")
    answer = Notice.objects.get(member=reporter, kind="flag_outcome")
    assert answer.title == "Your report led to a change"
    assert post.author.display_name not in answer.body


def test_a_withdrawn_post_leaves_nothing_to_decide(held, ana):
    actions.claim(ana, held.pk)
    forum.withdraw(held.author, post_of(held))
    held.refresh_from_db()
    assert held.state == ReviewState.CLOSED and held.claimed_by is None


def test_new_text_opens_a_closed_item_again(held, ana, screening):
    decide(ana, held, "approve")
    screening.answer = RUDE
    forum.edit(held.author, post_of(held), forum.Words("You are worse."))
    held.refresh_from_db()
    assert held.state == ReviewState.OPEN
