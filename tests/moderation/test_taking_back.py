"""A decision made by a slip is taken back within ten seconds, with all that came of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from community.notices.models import Notice
from moderation import actions
from moderation.actions import TooLate, verify
from moderation.models import AuditEvent, Decision
from moderation.states import ReviewState
from tests.factories import make_member
from tests.forums.conftest import PUBLISH
from tests.moderation.conftest import KIND, decide, post_of, row_of

REASON = {"reason_code": "guideline_unkind"}


@pytest.mark.parametrize(
    ("action", "more"),
    [
        ("approve", {}),
        ("return_for_edit", REASON),
        ("remove", REASON),
        ("watch", {}),
        ("escalate", {"note": "You know the family."}),
    ],
)
def test_every_decision_about_held_words_can_be_taken_back(ana, held, action, more):
    made = decide(ana, held, action, **more)
    row = actions.undo(ana, held.pk, made.pk)
    assert post_of(row).state == "held"
    assert (row.state, row.rest_state, row.claimed_by) == (ReviewState.CLAIMED, "open", ana)
    assert not Decision.objects.exists()
    assert not Notice.objects.filter(member=held.author, kind="decision").exists()
    assert decide_again(ana, row).action == "remove"


def decide_again(by, row):
    return actions.decide(
        by, row.pk, lease_token=row.lease_token, version=row.version, action="remove", **REASON
    )


@pytest.mark.parametrize("action", ["hide", "remove"])
def test_what_was_up_is_up_again(ana, make_post, action):
    post = make_post(PUBLISH)
    made = actions.flag(make_member(), KIND, post.pk, concern="guideline", rule="unkind")
    actions.undo(ana, made.reviewable_id, decide(ana, made.reviewable, action, **REASON).pk)
    assert post_of(row_of(post)).state == "published"
    made.refresh_from_db()
    assert made.answered_at is None
    assert not Notice.objects.filter(kind="flag_outcome").exists()


def test_who_has_read_of_it_already_hears_that_it_no_longer_holds(ana, held):
    made = decide(ana, held, "remove", **REASON)
    Notice.objects.filter(member=held.author).update(read_at=timezone.now())
    actions.undo(ana, held.pk, made.pk)
    latest = Notice.objects.filter(member=held.author).first()
    assert latest.title == "That was too soon"


def test_after_ten_seconds_it_stands(ana, held):
    made = decide(ana, held, "approve")
    then = timezone.now() - timedelta(seconds=14)
    Decision.objects.filter(pk=made.pk).update(decided_at=then)
    with pytest.raises(TooLate, match="More than ten seconds"):
        actions.undo(ana, held.pk, made.pk)
    assert post_of(held).state == "published"


def test_nobody_takes_back_for_another(ana, bo, held):
    made = decide(ana, held, "approve")
    with pytest.raises(PermissionDenied):
        actions.undo(bo, held.pk, made.pk)


def test_twice_is_too_late(ana, held):
    made = decide(ana, held, "approve")
    actions.undo(ana, held.pk, made.pk)
    with pytest.raises(TooLate, match="taken back already"):
        actions.undo(ana, held.pk, made.pk)


def test_not_when_a_colleague_acted_meanwhile(ana, bo, held):
    made = decide(ana, held, "escalate", note="Please")
    actions.claim(bo, held.pk)
    with pytest.raises(TooLate, match="changed after you decided"):
        actions.undo(ana, held.pk, made.pk)


def test_not_when_the_author_took_the_words_back(ana, held):
    made = decide(ana, held, "approve")
    post = post_of(held)
    post.move("withdrawn")
    post.save()
    with pytest.raises(TooLate, match="words changed"):
        actions.undo(ana, held.pk, made.pk)


def test_the_log_keeps_both(ana, held):
    actions.undo(ana, held.pk, decide(ana, held, "approve").pk)
    acts = list(AuditEvent.objects.order_by("pk").values_list("act", flat=True))
    assert acts[-2:] == ["reviewable.decided", "reviewable.undone"]
    assert verify()[1] is None


def test_the_page_offers_it_to_who_decided_and_for_ten_seconds(client, ana, bo, held):
    made = decide(ana, held, "approve")
    link = reverse("moderation:undo", args=[held.pk])
    page = reverse("moderation:item", args=[held.pk])
    client.force_login(bo)
    assert link not in client.get(page).content.decode()
    client.force_login(ana)
    assert link in client.get(page).content.decode()
    answer = client.post(link, {"decision": made.pk}, follow=True)
    assert "Taken back. You hold it again." in answer.content.decode()
    assert client.post(link, {"decision": made.pk}).status_code == 409
