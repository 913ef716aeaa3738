"""Many things of one author: one person up to twenty, two beyond, and one appeal for all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from community.members.bands import Band
from community.notices.models import Notice
from forums.models import Post
from moderation import actions
from moderation.models import (
    MOST_ALONE,
    AuditEvent,
    Decision,
    Proposal,
    ReasonTemplate,
    Reviewable,
    Sweep,
)
from moderation.states import ReviewState
from tests.factories import make_member
from tests.moderation.conftest import KIND, RUDE, decide, row_of

WHY = {"reason_code": "guideline_spam", "note": "All of it advertises the same shop."}


@pytest.fixture
def sam(db):
    return make_member("Sam")


@pytest.fixture
def posts(make_post, sam):
    """Three that are up, and one that is held and in the queue."""
    return [
        *(make_post(body=f"Buy it, {n}.", author=sam) for n in range(3)),
        make_post(RUDE, author=sam),
    ]


def states(posts):
    return [Post.objects.get(pk=post.pk).state for post in posts]


def sweep(by, posts, expected, **more):
    pk = row_of(posts[-1]).pk
    return actions.sweep(by, pk, **({"days": 7, "expected": expected} | WHY | more))


def many(make_post, sam, number=MOST_ALONE + 1):
    made = []
    for n in range(number):
        last = n == number - 1
        made.append(make_post(RUDE, author=sam) if last else make_post(body=f"{n}", author=sam))
        # Nobody writes as fast as this test.
        Post.objects.filter(pk=made[-1].pk).update(created=timezone.now() - timedelta(hours=n + 1))
    return made


def test_each_thing_is_decided_and_logged_by_itself(posts, ana, sam):
    made = sweep(ana, posts, 4)
    assert (made.count, made.proposal) == (4, None)
    assert states(posts) == ["removed"] * 4
    rows = [row_of(post) for post in posts]
    assert {row.state for row in rows} == {ReviewState.CLOSED}
    log = AuditEvent.objects.filter(act="reviewable.decided", detail__sweep=made.pk)
    assert {event.target for event in log} == {f"reviewable:{row.pk}" for row in rows}
    told = Notice.objects.get(member=sam, kind="decision")
    assert "4 things" in told.title and "same shop" in told.body


def test_what_is_older_elsewhere_or_anothers_stays(posts, make_post, ana, sam):
    old, other = make_post(author=sam), make_post()
    Post.objects.filter(pk=old.pk).update(created=timezone.now() - timedelta(days=8))
    sweep(ana, posts, 4)
    assert states([old, other]) == ["published"] * 2


def test_what_a_colleague_holds_or_somebody_appealed_is_left(posts, make_post, ana, bo, sam):
    decision = decide(bo, row_of(posts[-1]), "remove", reason_code="guideline_spam")
    actions.ask_again(sam, decision.pk, "Please look.")
    held = make_post(RUDE, author=sam)
    actions.claim(bo, row_of(held).pk)
    assert {item.pk for item in actions.sweepable(ana, row_of(held), 7)} == {
        post.pk for post in posts[:3]
    }


def test_what_changed_meanwhile_is_looked_at_again(posts, make_post, ana, sam):
    make_post(body="One more.", author=sam)
    with pytest.raises(ValidationError, match="There are 5 now"):
        sweep(ana, posts, 4)
    assert states(posts)[:3] == ["published"] * 3 and not Sweep.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"days": 90}, "how far back"),
        ({"reason_code": "nothing"}, "reason"),
        ({"reason_code": "safety_care"}, "reason"),
        ({"note": " "}, "Write why"),
    ],
)
def test_what_cannot_be_is_said_in_plain_words(posts, ana, wrong, says):
    with pytest.raises(ValidationError, match=says):
        sweep(ana, posts, 4, **wrong)


def test_who_took_part_leaves_it_to_others(posts, sam):
    reporter = make_member("Rosa", roles=("moderator",), cleared=True)
    actions.flag(reporter, KIND, posts[-1].pk, concern="guideline", rule="off_topic")
    with pytest.raises(PermissionDenied):
        sweep(reporter, posts, 4)


def test_more_than_twenty_wait_for_a_second_person(make_post, ana, bo, sam):
    posts = many(make_post, sam)
    made = sweep(ana, posts, MOST_ALONE + 1)
    assert isinstance(made, Proposal) and "21 things" in made.detail["changes"][0]
    assert "removed" not in states(posts)
    with pytest.raises(PermissionDenied):
        actions.answer_proposal(ana, made.pk, version=made.version, agree=True)
    actions.answer_proposal(bo, made.pk, version=made.version, agree=True)
    assert states(posts) == ["removed"] * 21
    done = Sweep.objects.get()
    assert (done.count, done.by, done.proposal) == (21, ana, made)
    assert AuditEvent.objects.filter(detail__sweep=done.pk).count() == 21


def test_without_agreement_nothing_happens(make_post, ana, bo, sam):
    posts = many(make_post, sam)
    made = sweep(ana, posts, 21)
    actions.answer_proposal(bo, made.pk, version=made.version, agree=False, text="Only spam.")
    assert "removed" not in states(posts) and not Sweep.objects.exists()


def test_the_database_lets_nobody_take_down_many_alone(ana, sam):
    with pytest.raises(IntegrityError), transaction.atomic():
        Sweep.objects.create(author=sam, by=ana, band="adult", days=7, count=21)
    Sweep.objects.create(author=sam, by=ana, band="adult", days=7, count=20)


def test_all_or_nothing(posts, ana, monkeypatch):
    from forums.moderation import PostContent

    done = []

    def fails(self, pk):
        if len(done) == 2:
            raise RuntimeError
        done.append(pk)

    monkeypatch.setattr(PostContent, "remove", fails)
    with pytest.raises(RuntimeError):
        sweep(ana, posts, 4)
    assert not Sweep.objects.exists() and not Decision.objects.exists()
    assert Reviewable.objects.count() == 1


def test_one_appeal_brings_all_back(posts, ana, bo, sam):
    made = sweep(ana, posts, 4)
    first, second = made.decisions.all()[:2]
    actions.ask_again(sam, first.pk, "I sell nothing.")
    assert not actions.can_appeal(sam, second)
    claimed = actions.claim(bo, first.reviewable_id)
    actions.answer_appeal(
        bo, claimed.pk, lease_token=claimed.lease_token, version=claimed.version,
        outcome="overturned", answer="True.",
    )  # fmt: skip
    assert states(posts) == ["published"] * 4
    assert not made.decisions.filter(overturned_at=None).exists()
    assert AuditEvent.objects.filter(act="appeal.overturned").count() == 4


def test_what_is_gone_by_then_stays_away(posts, ana, bo, sam):
    made = sweep(ana, posts, 4)
    first = made.decisions.get(reviewable=row_of(posts[0]))
    Post.objects.filter(pk=posts[1].pk).delete()
    actions.ask_again(sam, first.pk, "I sell nothing.")
    claimed = actions.claim(bo, first.reviewable_id)
    actions.answer_appeal(
        bo, claimed.pk, lease_token=claimed.lease_token, version=claimed.version,
        outcome="overturned", answer="True.",
    )  # fmt: skip
    assert states([posts[0], *posts[2:]]) == ["published"] * 3


# ---- the page


def test_the_page_shows_what_it_would_be_before(client, posts, ana):
    client.force_login(ana)
    path = reverse("moderation:sweep", args=[row_of(posts[-1]).pk])
    page = client.get(path, {"days": 7})
    assert "4 things" in page.text and "Take down 4" in page.text
    assert ReasonTemplate.objects.get(code="safety_care").label not in page.text
    said = {"days": 7, "expected": 4} | WHY
    empty = client.post(path, said | {"note": ""})
    assert empty.status_code == 422 and "Write why" in empty.text
    client.post(path, said)
    assert states(posts) == ["removed"] * 4


def test_many_lead_to_the_proposal(client, make_post, ana, sam):
    posts = many(make_post, sam)
    client.force_login(ana)
    path = reverse("moderation:sweep", args=[row_of(posts[-1]).pk])
    assert "Ask a second person to take down 21" in client.get(path).text
    answer = client.post(path, {"days": 7, "expected": 21} | WHY, follow=True)
    assert "Take down many things at once" in answer.text and "21 things" in answer.text


def test_nobody_else_finds_the_page(client, make_post, sam, bo):
    row = row_of(make_post(RUDE, band=Band.OLDER))
    for who in (sam, bo):
        client.force_login(who)
        assert client.get(reverse("moderation:sweep", args=[row.pk])).status_code == 404
