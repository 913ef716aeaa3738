"""From the answer to the last follow-up: what a crisis lead works with."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from community.notices.models import Notice
from moderation import actions, jobs
from moderation.models import Alarm, CaseCheck, Chain, CrisisCase, FollowUp, Step
from tests.factories import make_member
from tests.moderation.conftest import DANGER


@pytest.fixture
def case(make_post, noor):
    make_post(DANGER)
    return CrisisCase.objects.get()


@pytest.fixture
def second(db):
    return make_member("Second", roles=("crisis_lead",), cleared=True)


def move(by, case, *steps):
    for step in steps:
        case = actions.move_case(by, case.pk, version=case.version, to=step, text="A line")
    return case


def to_follow_up(by, case):
    return move(by, case, "acknowledged", "contacting", "stood_down", "follow_up")


def test_a_hand_over_says_to_whom(noor, case):
    case = move(noor, case, "acknowledged", "contacting")
    with pytest.raises(ValidationError, match="to whom"):
        actions.move_case(noor, case.pk, version=case.version, to="handed_over", text=" ")


def test_a_case_asks_for_a_follow_up_after_one_day_and_after_three(noor, case):
    now = timezone.now()
    case = to_follow_up(noor, case)
    hours = [(one.due_at - now).total_seconds() / 3600 for one in case.follow_ups.all()]
    assert [round(one) for one in hours] == [24, 72]


def test_no_case_is_closed_before_the_follow_ups_and_a_debrief(noor, case):
    case = to_follow_up(noor, case)
    with pytest.raises(ValidationError, match="follow-up"):
        move(noor, case, "closed")
    for due in case.follow_ups.all():
        actions.follow_up(noor, due.pk, "He is all right")
    with pytest.raises(ValidationError, match="debrief"):
        move(noor, case, "closed")
    actions.debrief(noor, case.pk, "It was long. We took a walk.")
    assert move(noor, case, "closed").closed_at


def test_a_second_round_of_support_asks_for_both_follow_ups_anew(noor, case):
    case = to_follow_up(noor, case)
    actions.follow_up(noor, case.follow_ups.first().pk, "She asked for a call")
    case = move(noor, case, "contacting", "active_support", "stood_down", "follow_up")
    assert case.follow_ups.filter(done_at=None).count() == 2


def test_the_lead_is_reminded_once_when_a_follow_up_is_due(noor, case):
    to_follow_up(noor, case)
    told = Notice.objects.filter(member=noor, title="Time to write again")
    jobs.tick(timezone.now() + timedelta(hours=23))
    assert not told.exists()
    for hours in (25, 26):
        jobs.tick(timezone.now() + timedelta(hours=hours))
    assert told.count() == 1


def test_a_follow_up_whose_lead_is_gone_calls_others(noor, second, case):
    to_follow_up(noor, case)
    noor.role_set.all().delete()
    jobs.tick(timezone.now() + timedelta(hours=25))
    assert Alarm.objects.filter(ended_at=None, chain=Chain.CONCERN, case=case).exists()
    assert Notice.objects.filter(member=second, kind="crisis_case").exists()


def test_a_lead_hands_the_case_to_a_colleague_without_a_reason(noor, second, case):
    case = move(noor, case, "acknowledged")
    said = "She prefers mornings."
    case = actions.hand_lead(noor, case.pk, version=case.version, to=second, text=said)
    assert case.lead == second
    assert Notice.objects.filter(member=second, title="Noor handed a case to you").exists()
    assert case.notes.get(kind="hand_over").text == said


@pytest.mark.parametrize("roles", [(), ("moderator",)])
def test_a_case_is_handed_to_nobody_who_may_not_see_it(noor, case, roles):
    with pytest.raises(ValidationError, match="Choose a colleague"):
        actions.hand_lead(
            noor, case.pk, version=case.version, to=make_member(roles=roles), text="Please"
        )


def test_the_checklist_says_who_did_what(noor, case, client):
    client.force_login(noor)
    address = reverse("moderation:case_tick", args=[case.pk])
    client.post(address, {"step": Step.READ, "done": "on"})
    assert CaseCheck.objects.get().by == noor
    assert "Noor," in client.get(case.get_absolute_url()).content.decode()
    client.post(address, {"step": Step.READ})
    assert not CaseCheck.objects.exists()
    assert client.post(address, {"step": "bribe", "done": "on"}).status_code == 422


def test_nobody_without_casework_ticks_follows_up_or_debriefs(noor, ana, case):
    case = to_follow_up(noor, case)
    due = FollowUp.objects.first()
    for act in (
        lambda: actions.tick_step(ana, case.pk, Step.READ, done=True),
        lambda: actions.follow_up(ana, due.pk, "Hello"),
        lambda: actions.debrief(ana, case.pk, "Hello"),
        lambda: actions.hand_lead(ana, case.pk, version=case.version, to=noor, text="Hello"),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_what_was_written_comes_back_when_a_colleague_was_faster(noor, second, case, client):
    client.force_login(noor)
    move(second, case, "acknowledged")
    answer = client.post(
        reverse("moderation:case_lead", args=[case.pk]),
        {"version": case.version, "to": noor.pk, "text": "Typed for a while"},
    )
    assert answer.status_code == 409 and "Typed for a while" in answer.content.decode()
