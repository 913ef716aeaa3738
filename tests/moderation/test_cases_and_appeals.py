"""Crisis cases and another look."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from community.members.bands import Band
from community.notices.models import Notice
from moderation import actions
from moderation.actions import NotYours, StaleCase
from moderation.content import IllegalTransition
from moderation.models import CrisisCase, Decision
from moderation.states import ReviewState
from tests.factories import make_member
from tests.forums.conftest import PUBLISH
from tests.moderation.conftest import DANGER, KIND, decide, post_of, row_of


@pytest.fixture
def case(make_post, noor):
    make_post(DANGER)
    return CrisisCase.objects.get()


def test_danger_found_by_the_filter_raises_a_case_at_once(case, noor):
    assert (case.state, case.risk, case.source) == ("raised", "imminent", "screening")
    assert Notice.objects.get(member=noor, kind="crisis_case").title == "Somebody may be at risk"


def test_a_lead_acknowledges_and_takes_it_to_its_end(case, noor):
    for step in (
        "acknowledged",
        "contacting",
        "active_support",
        "handed_over",
        "follow_up",
        "closed",
    ):
        if step == "closed":
            for due in case.follow_ups.all():
                actions.follow_up(noor, due.pk, "She wrote back")
            actions.debrief(noor, case.pk, "We were there in four minutes")
        case = actions.move_case(noor, case.pk, version=case.version, to=step, text="Done")
    assert case.lead == noor and case.closed_at and case.notes.count() == 9


def test_a_step_cannot_be_skipped(case, noor):
    with pytest.raises(IllegalTransition):
        actions.move_case(noor, case.pk, version=case.version, to="closed")


def test_two_leads_do_not_both_take_it(case, noor):
    other = make_member("Second", roles=("crisis_lead",), cleared=True)
    actions.move_case(noor, case.pk, version=case.version, to="acknowledged")
    with pytest.raises(StaleCase):
        actions.move_case(other, case.pk, version=case.version, to="acknowledged")


def test_moderators_without_casework_see_no_case(case, ana, client):
    with pytest.raises(PermissionDenied):
        actions.move_case(ana, case.pk, version=case.version, to="acknowledged")
    client.force_login(ana)
    assert client.get("/moderation/cases/").status_code == 404
    assert client.get(case.get_absolute_url()).status_code == 404


def test_a_lead_without_clearance_hears_nothing_of_youth(make_post, client):
    uncleared = make_member("Una", roles=("crisis_lead",))
    make_post(DANGER, band=Band.OLDER)
    assert not Notice.objects.filter(member=uncleared).exists()
    client.force_login(uncleared)
    assert client.get(CrisisCase.objects.get().get_absolute_url()).status_code == 404


def test_a_note_needs_words(case, noor):
    with pytest.raises(ValidationError):
        actions.add_note(noor, case.pk, "  ")


# ---- another look


@pytest.fixture
def removed(held, ana):
    decide(ana, held, "remove", reason_code="guideline_unkind")
    held.refresh_from_db()
    return held


def ask(row, text="I quoted somebody."):
    return actions.ask_again(row.author, row.decisions.get(action="remove").pk, text)


def test_another_person_reverses_it_and_the_words_come_back(removed, ana, bo):
    ask(removed)
    with pytest.raises(NotYours):
        actions.claim(ana, removed.pk)
    row = actions.claim(bo, removed.pk)
    actions.answer_appeal(
        bo,
        row.pk,
        lease_token=row.lease_token,
        version=row.version,
        outcome="overturned",
        answer="You are right.",
    )
    removed.refresh_from_db()
    assert removed.state == ReviewState.OVERTURNED and post_of(removed).state == "published"
    assert Decision.objects.get(action="remove").overturned_at is not None
    notice = Notice.objects.get(member=removed.author, kind="appeal")
    assert "You are right." in notice.body


def test_upheld_says_why_and_can_be_asked_once(removed, bo):
    ask(removed)
    row = actions.claim(bo, removed.pk)
    actions.answer_appeal(
        bo,
        row.pk,
        lease_token=row.lease_token,
        version=row.version,
        outcome="upheld",
        answer="It still hurts.",
    )
    removed.refresh_from_db()
    assert removed.state == ReviewState.UPHELD and post_of(removed).state == "removed"
    with pytest.raises(PermissionDenied):
        ask(removed)


def test_another_look_works_on_day_180(removed):
    Decision.objects.update(decided_at=timezone.now() - timedelta(days=180))
    ask(removed)
    removed.refresh_from_db()
    assert removed.state == ReviewState.APPEALED


def test_only_the_author_asks_and_with_words(removed):
    decision = removed.decisions.get()
    with pytest.raises(PermissionDenied):
        actions.ask_again(make_member(), decision.pk, "Let them")
    with pytest.raises(ValidationError):
        ask(removed, "  ")


def test_an_appeal_is_not_decided_like_an_item(removed, bo):
    ask(removed)
    with pytest.raises(ValidationError):
        decide(bo, removed, "approve")


def test_what_became_published_needs_no_other_look(held, ana):
    decision = decide(ana, held, "approve")
    assert not actions.can_appeal(held.author, decision)


def test_a_case_joins_the_open_one(make_post, noor):
    first = row_of(make_post(DANGER))
    make_post(DANGER, author=first.author)
    assert CrisisCase.objects.count() == 1


def test_a_worry_that_joins_an_open_case_is_read_there(client, make_post, noor):
    author = make_member("Dev")
    first = make_post(DANGER, author=author)
    case = CrisisCase.objects.get(member=author)
    other = make_post(PUBLISH, author=author, body="Third time this year.")
    actions.flag(make_member(), KIND, other.pk, concern="worry", note="He sounds low")
    assert case.reviewable.object_id == first.pk and CrisisCase.objects.count() == 1
    client.force_login(noor)
    page = client.get(case.get_absolute_url()).content.decode()
    assert "He sounds low" in page
    assert f"/moderation/{row_of(other).pk}/" in page
