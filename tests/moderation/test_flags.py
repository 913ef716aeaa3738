"""Reports: two ways in, receipts, and content that waits; never a person punished."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from community.members.bands import Band
from community.notices.models import Notice
from moderation import actions
from moderation.content import NothingHere
from moderation.models import CrisisCase, Flag, Reviewable
from moderation.states import ReviewState
from tests.factories import make_member
from tests.moderation.conftest import KIND, RUDE, decide, post_of, row_of


def test_a_report_puts_it_in_the_queue_and_gives_a_receipt(make_post):
    post, rosa = make_post(), make_member("Rosa")
    actions.flag(rosa, KIND, post.pk, concern="guideline", rule="off_topic", note="An advert")
    row = row_of(post)
    assert row.tier == "P4" and row.sources == ["flag"] and row.excerpt == "You are useless."
    assert row.all_labels() == ["Reported: Spam or off topic"]
    assert "48 hours" in Notice.objects.get(member=rosa).body
    assert post_of(row).state == "published"


def test_the_same_person_twice_is_one_report(make_post):
    post, rosa = make_post(), make_member("Rosa")
    for note in ("first", "second"):
        actions.flag(rosa, KIND, post.pk, concern="guideline", rule="unkind", note=note)
    assert Flag.objects.get().note == "second"


def test_three_reporters_take_an_adults_words_out_of_sight(make_post):
    post = make_post()
    for number in range(3):
        assert (
            post_of(row_of(post) if number else Reviewable(object_id=post.pk)).state == "published"
        )
        actions.flag(make_member(), KIND, post.pk, concern="guideline", rule="unkind")
    post.refresh_from_db()
    assert post.state == "hidden"
    assert "automatic" in Notice.objects.get(member=post.author, kind="post_waiting").body
    assert not post.author.is_suspended


def test_one_report_is_enough_for_the_youngest(make_post, screening, ana):
    post = make_post(RUDE, band=Band.YOUNGER)
    decide(ana, row_of(post), "approve")
    actions.flag(make_member(band=Band.YOUNGER), KIND, post.pk, concern="guideline", rule="contact")
    post.refresh_from_db()
    row = row_of(post)
    assert post.state == "hidden" and (row.tier, row.state) == ("P1", ReviewState.OPEN)


def test_a_worry_opens_a_case_and_hides_nothing(make_post, noor):
    post = make_post()
    actions.flag(make_member(), KIND, post.pk, concern="worry", note="She sounds low")
    case = CrisisCase.objects.get()
    assert (case.member, case.risk) == (post.author, "concern")
    assert row_of(post).tier == "P2"
    post.refresh_from_db()
    assert post.state == "published"
    assert Notice.objects.get(member=noor, kind="crisis_case").link == case.get_absolute_url()


def test_danger_now_is_p0_and_makes_an_open_case_graver(make_post, noor):
    post = make_post()
    actions.flag(make_member(), KIND, post.pk, concern="worry")
    actions.flag(make_member(), KIND, post.pk, concern="worry", rule="now")
    assert CrisisCase.objects.get().risk == "imminent" and row_of(post).tier == "P0"
    assert Notice.objects.filter(member=noor, kind="crisis_case").count() == 2


def test_what_one_cannot_see_cannot_be_reported(make_post):
    post = make_post(band=Band.OLDER)
    for stranger in (make_member(), make_member(band=Band.YOUNGER)):
        with pytest.raises(NothingHere):
            actions.flag(stranger, KIND, post.pk, concern="guideline", rule="unkind")
    with pytest.raises(NothingHere):
        actions.flag(make_member(), "no.such", 1, concern="worry")
    assert not Reviewable.objects.exists()


def test_a_held_post_is_invisible_to_other_members(held):
    with pytest.raises(NothingHere):
        actions.flag(make_member(), KIND, held.object_id, concern="worry")


def test_nobody_reports_themselves(make_post):
    post = make_post()
    with pytest.raises(PermissionDenied):
        actions.flag(post.author, KIND, post.pk, concern="worry")


@pytest.mark.parametrize(
    "wrong",
    [
        {"concern": "anger"},
        {"concern": "guideline"},
        {"concern": "guideline", "rule": "nonsense"},
        {"concern": "worry", "note": "x" * 1001},
    ],
)
def test_a_report_that_cannot_be_read_changes_nothing(make_post, wrong):
    with pytest.raises(ValidationError):
        actions.flag(make_member(), KIND, make_post().pk, **wrong)
    assert not Reviewable.objects.exists()


def test_the_same_complaint_about_decided_words_opens_nothing(make_post, ana):
    post = make_post()
    actions.flag(make_member(), KIND, post.pk, concern="guideline", rule="unkind")
    decide(ana, row_of(post), "approve")
    again = actions.flag(make_member(), KIND, post.pk, concern="guideline", rule="unkind")
    assert row_of(post).state == ReviewState.CLOSED and again.answered_at is not None
    actions.flag(make_member(), KIND, post.pk, concern="guideline", rule="threat")
    assert row_of(post).state == ReviewState.OPEN
