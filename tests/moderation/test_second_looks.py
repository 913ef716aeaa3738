"""A random share of decisions is judged again by somebody who does not know them."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from community.members.bands import Band
from community.notices.models import Notice
from moderation import actions
from moderation.actions import second_looks
from moderation.models import AuditEvent, CrisisCase, SecondLook
from tests.factories import make_member
from tests.moderation.conftest import DANGER, RUDE, decide, post_of, row_of

RULE = {"reason_code": "guideline_unkind"}


@pytest.fixture
def always_drawn(settings, monkeypatch):
    settings.RANDOM_LOOKS = True
    monkeypatch.setattr(second_looks._dice, "random", lambda: 0.0)


@pytest.fixture
def look(always_drawn, ana, held):
    decide(ana, held, "remove", **RULE)
    return SecondLook.objects.get()


def test_about_one_decision_in_fifty_is_drawn(settings, monkeypatch, ana, make_post):
    settings.RANDOM_LOOKS = True
    for drawn, chance in ((1, 0.0199), (0, 0.0201)):
        SecondLook.objects.all().delete()
        monkeypatch.setattr(second_looks._dice, "random", lambda chance=chance: chance)
        decide(ana, row_of(make_post(RUDE)), "approve")
        assert SecondLook.objects.count() == drawn


def test_passing_on_is_judged_by_nobody_again(always_drawn, ana, held):
    decide(ana, held, "escalate", note="Please look")
    assert not SecondLook.objects.exists()


def test_who_decided_wrote_or_reported_it_does_not_judge_it(look, ana, bo, held):
    assert actions.next_second_look(ana) is None
    assert actions.next_second_look(bo) == look
    SecondLook.objects.update(author=bo)
    assert actions.next_second_look(bo) is None
    with pytest.raises(PermissionDenied):
        actions.judge_again(ana, look.pk, may_stay=True)


def test_words_of_youth_come_to_nobody_without_clearance(always_drawn, ana, bo, noor, make_post):
    decide(ana, row_of(make_post(RUDE, band=Band.OLDER)), "remove", **RULE)
    assert actions.next_second_look(bo) is None
    assert actions.next_second_look(noor) is not None


def test_the_page_shows_the_words_and_not_the_decision(look, client, bo):
    client.force_login(bo)
    page = client.get(reverse("moderation:second_look")).content.decode()
    assert "You are useless." in page
    assert "removed" not in page and "guideline" not in page
    client.post(reverse("moderation:second_look_judge", args=[look.pk]), {"may_stay": "no"})
    look.refresh_from_db()
    assert look.by == bo and look.agrees
    assert (
        "Nothing to judge again" in client.get(reverse("moderation:second_look")).content.decode()
    )


def test_the_page_is_for_moderators(look, client):
    client.force_login(make_member())
    assert client.get(reverse("moderation:second_look")).status_code == 404


def test_judging_otherwise_changes_nothing_and_tells_a_lead(look, bo, noor, held):
    actions.judge_again(bo, look.pk, may_stay=True)
    assert post_of(held).state == "removed"
    assert Notice.objects.filter(member=noor, kind="second_look").count() == 1
    assert not Notice.objects.filter(member=held.author, kind="second_look").exists()


def test_it_is_judged_once(look, bo, noor):
    actions.judge_again(bo, look.pk, may_stay=False)
    with pytest.raises(PermissionDenied):
        actions.judge_again(noor, look.pk, may_stay=True)


def test_insights_say_how_alike_the_team_judges(look, client, ana, bo):
    actions.judge_again(bo, look.pk, may_stay=False)
    client.force_login(ana)
    page = client.get(reverse("moderation:insights")).content.decode()
    assert "1 of 1" in page and "came out alike" in page


def test_reading_a_case_is_written_down_once_a_sitting(client, noor, make_post):
    make_post(DANGER)
    client.force_login(noor)
    for _ in range(3):
        client.get(CrisisCase.objects.get().get_absolute_url())
    assert AuditEvent.objects.filter(act="case.read", actor_id=noor.pk).count() == 1
