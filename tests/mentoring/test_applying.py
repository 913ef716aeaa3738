"""How somebody becomes a peer mentor: who may do what, in which order, and what takes two."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.members.bands import Band, today
from community.members.models import Role
from community.mentoring import actions, states
from community.mentoring.models import LONGEST, Application, Step, Training
from community.mentoring.modules import Module
from community.mentoring.states import State
from community.notices.models import Notice
from moderation import actions as casework
from moderation.models import AuditEvent, Proposal
from tests.factories import make_member
from tests.mentoring.conftest import OFFERS, WHY, bring_to, fresh, learn_all
from tests.pages import words_of

pytestmark = pytest.mark.django_db
URL = "/mentor/apply/"


def sign(proposal, by):
    return casework.answer_proposal(by, proposal.pk, version=proposal.version, agree=True)


def ready(application, noor, sami):
    """In training, with all of it done and a supervisor."""
    found = bring_to(application, State.TRAINING, noor, sami)
    learn_all(found.member, noor)
    actions.look_after_mentor(noor, found.member, supervisor=sami, most=4)
    return found


# ---- applying


def test_an_adult_applies_in_plain_words_and_those_who_lead_hear_of_it(client, noor, rosa) -> None:
    client.force_login(rosa)
    answer = client.post(URL, {"why": WHY, "offers": OFFERS, "adult": "on"}, follow=True)
    assert "Waiting for the team" in words_of(answer)
    assert WHY in words_of(answer)
    notice = Notice.objects.get(member=noor)
    assert "Rosa" not in notice.title + notice.body
    assert AuditEvent.objects.filter(act="mentor_application.made", actor_id=rosa.pk).exists()


@pytest.mark.parametrize("band", [Band.YOUNGER, Band.OLDER])
def test_for_young_people_there_is_no_such_page(client, band) -> None:
    young = make_member(band=band)
    client.force_login(young)
    assert client.get(URL).status_code == client.post(URL).status_code == 404
    assert "Be a mentor" not in words_of(client.get("/mentor/"))
    with pytest.raises(PermissionDenied):
        actions.apply(young, WHY, OFFERS)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"why": WHY, "offers": "", "adult": "on"}, "Half an hour a week is something."),
        ({"why": WHY, "offers": "x" * (LONGEST + 1), "adult": "on"}, "Your text is still here."),
        ({"why": WHY, "offers": OFFERS}, "Please say that you have read this."),
    ],
)
def test_what_was_typed_is_kept_when_something_is_wrong(client, rosa, sent, said) -> None:
    client.force_login(rosa)
    answer = client.post(URL, sent)
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert WHY in answer.content.decode()
    assert not Application.objects.exists()


def test_nobody_applies_twice_at_a_time_nor_as_a_mentor(rosa, applied) -> None:
    with pytest.raises(actions.NotNow, match="already"):
        actions.apply(rosa, WHY, OFFERS)
    with pytest.raises(actions.NotNow, match="peer mentor already"):
        actions.apply(make_member(roles=("mentor",)), WHY, OFFERS)


def test_somebody_whose_account_takes_a_break_keeps_their_text(client, rosa) -> None:
    rosa.suspended_until = timezone.now() + timedelta(days=1)
    rosa.save()
    client.force_login(rosa)
    answer = client.post(URL, {"why": WHY, "offers": OFFERS, "adult": "on"})
    assert answer.status_code == 422
    assert WHY in answer.content.decode()


def test_an_applicant_takes_it_back_and_applies_again(client, rosa, applied) -> None:
    client.force_login(rosa)
    client.post(f"{URL}take-back/")
    applied.refresh_from_db()
    assert (applied.state, applied.steps.get().by) == (State.WITHDRAWN, rosa)
    actions.apply(rosa, WHY, OFFERS)


def test_nobody_takes_back_anothers(applied) -> None:
    with pytest.raises(PermissionDenied):
        actions.take_back(make_member(), applied)


# ---- the steps


def test_the_steps_come_in_their_order_with_who_and_when(applied, noor, sami) -> None:
    found = bring_to(applied, State.TRAINING, noor, sami)
    way = [State.APPLIED, State.REFERENCES, State.INTERVIEW, State.CHECKS, State.TRAINING]
    steps = list(Step.objects.filter(application=found))
    assert [(step.before, step.after) for step in steps] == list(pairwise(way))
    assert [step.by for step in steps] == [noor, noor, noor, sami]
    assert all(step.at for step in steps)
    assert AuditEvent.objects.filter(act__startswith="mentor_application.").count() == 5


@pytest.mark.parametrize("before", list(State))
@pytest.mark.parametrize("after", list(State))
def test_the_database_refuses_every_move_that_the_table_does_not_know(
    applied, before, after
) -> None:
    if before == after or after in states.MOVES[before]:
        return
    ended = timezone.now() if before in states.FINISHED else None
    with transaction.atomic():
        made = Application.objects.create(
            member=make_member(), why=WHY, offers=OFFERS, state=before, ended_at=ended
        )
        to = timezone.now() if after in states.FINISHED else None
        with pytest.raises(IntegrityError), transaction.atomic():
            Application.objects.filter(pk=made.pk).update(state=after, ended_at=to)
    with pytest.raises(states.IllegalMove):
        made.move(after)


@pytest.mark.parametrize("state", [State.REFERENCES, State.INTERVIEW, State.CHECKS])
def test_what_was_learnt_is_written_down_before_it_goes_on(applied, noor, sami, state) -> None:
    found = bring_to(applied, state, noor, sami)
    with pytest.raises(ValidationError, match="what you learnt"):
        actions.move_on(sami, found.pk, version=found.version, note=" ")


def test_whoever_had_the_talk_does_not_judge_the_checks(applied, noor, sami) -> None:
    found = bring_to(applied, State.CHECKS, noor, sami)
    with pytest.raises(ValidationError, match="somebody else"):
        actions.move_on(noor, found.pk, version=found.version, note="Clean.")
    assert actions.move_on(sami, found.pk, version=found.version, note="Clean.").state == "training"


@pytest.mark.parametrize(
    "roles", [(), ("mentor",), ("facilitator",), ("moderator",), ("operator",), ("coach",)]
)
def test_nobody_but_those_who_lead_moves_it(applied, roles) -> None:
    by = make_member(roles=roles, cleared=True)
    for act in (actions.move_on, actions.decline):
        with pytest.raises(PermissionDenied):
            act(by, applied.pk, version=1, note="x")


def test_a_lead_does_not_weigh_their_own_application(client, noor) -> None:
    own = actions.apply(noor, WHY, OFFERS)
    with pytest.raises(PermissionDenied):
        actions.move_on(noor, own.pk, version=1)
    client.force_login(noor)
    assert client.get(own.get_absolute_url()).status_code == 404


def test_two_leads_at_once_do_not_both_move_it(client, applied, noor, sami) -> None:
    actions.move_on(noor, applied.pk, version=1)
    with pytest.raises(actions.StaleApplication):
        actions.move_on(sami, applied.pk, version=1)
    client.force_login(sami)
    sent = {"version": "1", "note": "I rang them.", "on": "1"}
    answer = client.post(applied.get_absolute_url(), sent)
    assert answer.status_code == 409
    assert "I rang them." in answer.content.decode()


def test_a_no_is_kind_and_its_reason_stays_with_the_team(client, rosa, applied, noor) -> None:
    with pytest.raises(ValidationError):
        actions.decline(noor, applied.pk, version=1, note="")
    actions.decline(noor, applied.pk, version=1, note="Too much on their plate.")
    said = Notice.objects.get(member=rosa)
    assert "plate" not in said.title + said.body
    client.force_login(rosa)
    assert "plate" not in client.get(URL).content.decode()
    client.force_login(noor)
    assert "plate" in client.get(applied.get_absolute_url()).content.decode()


def test_reading_an_application_is_in_the_log_once_a_sitting(client, applied, noor) -> None:
    client.force_login(noor)
    for _ in range(2):
        client.get(applied.get_absolute_url())
    assert AuditEvent.objects.filter(act="mentor_application.read", actor_id=noor.pk).count() == 1


# ---- taking somebody on


def test_a_mentor_is_taken_on_by_two_for_a_year(rosa, applied, noor, sami) -> None:
    found = ready(applied, noor, sami)
    asked = actions.accept(noor, found.pk, version=found.version, why="Ready")
    assert "mentor" not in fresh(rosa).roles
    sign(asked, sami)
    assert "mentor" in fresh(rosa).roles
    found.refresh_from_db()
    step = found.steps.last()
    assert (found.state, step.by, step.signed_by) == (State.ACCEPTED, noor, sami)
    ends = Role.objects.get(member=rosa, name="mentor").expires_at
    assert 364 <= (ends - timezone.now()).days <= 366
    assert AuditEvent.objects.filter(act="role.given").exists()


def test_nobody_is_taken_on_without_training_and_a_supervisor(applied, noor, sami) -> None:
    found = bring_to(applied, State.TRAINING, noor, sami)
    with pytest.raises(ValidationError, match="Training is not complete"):
        actions.accept(noor, found.pk, version=found.version, why="Ready")
    learn_all(found.member, noor)
    with pytest.raises(ValidationError, match="supervisor"):
        actions.accept(noor, found.pk, version=found.version, why="Ready")
    assert not Proposal.objects.exists()


def test_nobody_is_taken_on_before_the_steps_or_on_training_that_ran_out(
    applied, noor, sami
) -> None:
    with pytest.raises(ValidationError, match="not next"):
        actions.accept(noor, applied.pk, version=1, why="Ready")
    found = ready(applied, noor, sami)
    asked = actions.accept(noor, found.pk, version=found.version, why="Ready")
    yesterday = today() - timedelta(days=1)
    Training.objects.update(done_on=yesterday - timedelta(days=365), expires_on=yesterday)
    with pytest.raises(ValidationError, match="ran out"):
        sign(asked, sami)


def test_whoever_proposed_does_not_sign_and_a_moderator_alone_does_not(applied, noor, sami) -> None:
    found = ready(applied, noor, sami)
    asked = actions.accept(noor, found.pk, version=found.version, why="Ready")
    for by in (noor, make_member(roles=("moderator",), cleared=True)):
        with pytest.raises(PermissionDenied):
            sign(asked, by)


def test_an_application_taken_back_meanwhile_is_not_accepted(rosa, applied, noor, sami) -> None:
    found = ready(applied, noor, sami)
    asked = actions.accept(noor, found.pk, version=found.version, why="Ready")
    actions.take_back(rosa, found)
    with pytest.raises(ValidationError, match="taken back"):
        sign(asked, sami)
    assert "mentor" not in fresh(rosa).roles


def test_another_year_takes_two_and_current_training(grace, noor, sami) -> None:
    Training.objects.filter(member=grace, module="danger").delete()
    with pytest.raises(ValidationError, match="When somebody may be in danger"):
        actions.renew(noor, grace, "Good year")
    actions.tick(sami, grace, "danger", today())
    sign(actions.renew(noor, grace, "Good year"), sami)
    assert Role.objects.get(member=grace, name="mentor").expires_at is not None


# ---- training


def test_a_module_is_ticked_by_another_and_runs_out_by_itself(rosa, applied, noor) -> None:
    made = actions.tick(noor, rosa, Module.DANGER, today())
    assert made.expires_on == today() + timedelta(days=365)
    assert AuditEvent.objects.filter(act="training.ticked").exists()
    with pytest.raises(PermissionDenied):
        actions.tick(rosa, rosa, Module.DANGER, today())
    Training.objects.update(done_on=today() - timedelta(days=400), expires_on=today())
    assert Training.objects.current().exists()
    Training.objects.update(expires_on=today() - timedelta(days=1))
    assert not Training.objects.current().exists()


@pytest.mark.parametrize("days", [1, -400])
def test_training_lies_within_the_last_year(rosa, applied, noor, days) -> None:
    with pytest.raises(ValidationError):
        actions.tick(noor, rosa, Module.DANGER, today() + timedelta(days=days))
