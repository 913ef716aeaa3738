"""Who may look after whom, who says so, how it ends, and what is left of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.access import Verb, can
from community.members.actions import end_clearances, revoke_role
from community.members.bands import Band, today
from community.members.models import Member, Pairing, Role
from community.mentoring import actions, jobs
from community.mentoring.actions.pairing import mentor_of
from community.mentoring.models import Mentor, Training, Wish
from community.notices.models import Notice
from community.safety.actions import keep_away
from moderation.models import AuditEvent, Beat
from tests.factories import born, make_member
from tests.mentoring.conftest import fresh, make_mentor, put_together
from tests.pages import names_in, words_of

pytestmark = pytest.mark.django_db


def told(member) -> list[str]:
    return list(Notice.objects.filter(member=member).values_list("title", flat=True))


# ---- who may


def test_a_lead_brings_a_member_and_a_mentor_together(noor, rosa, grace) -> None:
    actions.ask(rosa)
    made = actions.pair(noor, rosa, grace)
    assert mentor_of(rosa) == made
    assert made.made_by == noor
    assert not Wish.objects.exists()
    assert AuditEvent.objects.get(act="pairing.made").detail["mentor"] == grace.pk
    assert "You have a mentor" in told(rosa)
    assert not any("Rosa" in title for title in told(grace))


@pytest.mark.parametrize("band", [Band.YOUNGER, Band.OLDER])
def test_young_people_are_looked_after_by_cleared_mentors_alone(noor, grace, hana, band) -> None:
    young = make_member(band=band)
    with pytest.raises(ValidationError, match="cannot look after"):
        actions.pair(noor, young, grace)
    made = actions.pair(noor, young, hana)
    assert can(fresh(hana), Verb.SEE, made)
    end_clearances(hana)
    again = Pairing.objects.get(pk=made.pk)
    assert not can(fresh(hana), Verb.SEE, again)
    assert not can(fresh(hana), Verb.HOST, again)
    assert mentor_of(fresh(young)) is None


@pytest.mark.parametrize("roles", [(), ("facilitator",), ("moderator",), ("coach",), ("operator",)])
def test_only_peer_mentors_look_after_members(noor, rosa, roles) -> None:
    other = make_member(roles=roles, cleared=True)
    with pytest.raises(ValidationError, match="cannot look after"):
        actions.pair(noor, rosa, other)


def test_nobody_young_mentors_whatever_a_row_says(noor, milo) -> None:
    odd = make_member(band=Band.YOUNGER)
    Role.objects.create(member=odd, name="mentor")
    with pytest.raises(ValidationError):
        actions.pair(noor, milo, fresh(odd))


@pytest.mark.parametrize(
    "roles", [(), ("mentor",), ("facilitator",), ("moderator",), ("operator",)]
)
def test_nobody_but_those_who_lead_brings_people_together(rosa, grace, roles) -> None:
    by = make_member(roles=roles, cleared=True)
    with pytest.raises(PermissionDenied):
        actions.pair(by, rosa, grace)
    pairing = put_together(rosa, grace)
    for act in (actions.close, actions.prolong):
        with pytest.raises(PermissionDenied):
            act(by, pairing.pk)


def test_a_lead_without_clearance_says_nothing_of_young_people(milo, hana) -> None:
    lead = make_member(roles=("safeguarding_lead",))
    with pytest.raises(PermissionDenied):
        actions.pair(lead, milo, hana)


def test_nobody_gives_members_to_themselves_or_a_mentor_to_themselves(grace) -> None:
    both = make_mentor("Bea", roles=("mentor", "crisis_lead"))
    with pytest.raises(PermissionDenied):
        actions.pair(both, make_member(), both)
    with pytest.raises(PermissionDenied):
        actions.pair(both, both, grace)


def test_a_mentor_looks_after_so_many_and_no_more(noor) -> None:
    mentor = make_mentor(most=2)
    for _ in range(2):
        actions.pair(noor, make_member(), mentor)
    with pytest.raises(ValidationError, match="2 members already"):
        actions.pair(noor, make_member(), mentor)
    actions.close(noor, Pairing.objects.filter(mentor=mentor).first().pk)
    actions.pair(noor, make_member(), mentor)


def test_a_mentor_without_supervisor_or_with_training_that_ran_out_gets_nobody(noor, rosa) -> None:
    for change in (
        lambda one: Mentor.objects.filter(member=one).update(supervisor=None),
        lambda one: Training.objects.filter(member=one, module="privacy").delete(),
    ):
        mentor = make_mentor()
        change(mentor)
        with pytest.raises(ValidationError, match="supervisor and complete training"):
            actions.pair(noor, rosa, mentor)


def test_somebody_whom_they_keep_away_is_never_their_mentor_and_nobody_learns_why(
    noor, rosa, grace
) -> None:
    keep_away(rosa, grace, "block")
    said = []
    for mentor in (grace, make_member(roles=("facilitator",))):
        with pytest.raises(ValidationError) as refused:
            actions.pair(noor, fresh(rosa), mentor)
        said.append(refused.value.messages)
    assert said[0] == said[1]


def test_a_member_has_one_mentor_at_a_time(noor, rosa, grace, hana) -> None:
    actions.pair(noor, rosa, grace)
    with pytest.raises(ValidationError, match="a mentor already"):
        actions.pair(noor, rosa, hana)
    with pytest.raises(IntegrityError), transaction.atomic():
        put_together(rosa, hana)


# ---- the member


def test_a_member_sees_who_their_mentor_is(client, rosa, grace) -> None:
    put_together(rosa, grace)
    client.force_login(rosa)
    page = client.get("/mentor/")
    assert names_in(page, "Grace") == ["Grace"]
    assert "Ask for another mentor" in words_of(page)


def test_a_member_asks_for_another_without_a_reason_and_it_ends_at_once(
    client, noor, rosa, grace, hana
) -> None:
    pairing = put_together(rosa, grace)
    client.force_login(rosa)
    client.post("/mentor/ask/", {"what": "another"})
    pairing.refresh_from_db()
    assert (pairing.how, pairing.ended_by) == ("asked", rosa)
    assert mentor_of(fresh(rosa)) is None
    assert Wish.objects.get(member=rosa).another
    assert not can(fresh(grace), Verb.SEE, pairing)
    assert told(grace) == ["Your list has changed"]
    # They are not given back to the same person.
    with pytest.raises(ValidationError):
        actions.pair(noor, rosa, grace)
    actions.pair(noor, rosa, hana)


def test_nobody_ends_what_is_anothers(rosa, grace, client) -> None:
    pairing = put_together(make_member(), grace)
    with pytest.raises(PermissionDenied):
        actions.ask_for_another(rosa)
    client.force_login(rosa)
    assert client.post(f"/mentor/caseload/{pairing.pk}/back/").status_code == 404
    pairing.refresh_from_db()
    assert pairing.ended_at is None


def test_a_member_asks_for_a_mentor_and_stops_asking(client, noor, milo) -> None:
    client.force_login(milo)
    for _ in range(2):
        client.post("/mentor/ask/", {"what": "one"})
    assert Wish.objects.filter(member=milo).count() == 1
    (notice,) = Notice.objects.filter(member=noor)
    assert notice.band == Band.YOUNGER
    assert "Milo" not in notice.title + notice.body
    client.post("/mentor/ask/", {"what": "stop"})
    assert not Wish.objects.exists()


# ---- how it ends


def test_giving_a_member_to_a_colleague_keeps_who_looked_after_them(noor, rosa, grace, hana):
    first = actions.pair(noor, rosa, grace)
    actions.move(noor, first.pk, hana)
    history = Pairing.objects.filter(member=rosa).order_by("pk")
    assert [(one.mentor, one.how) for one in history] == [(grace, "moved"), (hana, "")]
    first.refresh_from_db()
    assert first.ended_by == noor
    assert AuditEvent.objects.filter(act__startswith="pairing.").count() == 3


def test_a_move_that_cannot_be_leaves_all_as_it_was(noor, milo, hana, grace) -> None:
    first = actions.pair(noor, milo, hana)
    with pytest.raises(ValidationError):
        actions.move(noor, first.pk, grace)
    assert mentor_of(fresh(milo)) == first


def test_it_ends_by_itself_and_the_member_waits_in_the_list_again(rosa, grace) -> None:
    pairing = put_together(rosa, grace)
    Pairing.objects.update(until=timezone.now() + timedelta(seconds=30))
    now = timezone.now()
    assert jobs.end_what_lapsed(now) == 0
    Pairing.objects.update(since=now - timedelta(days=9), until=now - timedelta(seconds=1))
    assert mentor_of(fresh(rosa)) is None
    assert jobs.end_what_lapsed(now) == 1
    assert jobs.end_what_lapsed(now) == 0
    pairing.refresh_from_db()
    assert pairing.how == "lapsed"
    assert Wish.objects.filter(member=rosa).exists()
    assert "Your mentor has changed" in told(rosa)


@pytest.mark.parametrize(
    "change",
    [
        lambda mentor, member: revoke_role(mentor, "mentor"),
        lambda mentor, member: Role.objects.filter(member=mentor).update(
            expires_at=timezone.now() - timedelta(seconds=1)
        ),
        lambda mentor, member: end_clearances(mentor),
        lambda mentor, member: Member.objects.filter(pk=mentor.pk).update(is_active=False),
        lambda mentor, member: Member.objects.filter(pk=member.pk).update(date_of_birth=born(16)),
    ],
    ids=["role taken", "role ran out", "clearance ended", "mentor gone", "birthday"],
)
def test_it_counts_no_more_at_once_when_either_may_not_go_on(milo, hana, change) -> None:
    pairing = put_together(milo, hana)
    change(fresh(hana), milo)
    again = Pairing.objects.get(pk=pairing.pk)
    assert not can(fresh(hana), Verb.HOST, again)
    assert mentor_of(fresh(milo)) is None
    assert jobs.end_what_lapsed(timezone.now()) == 1


def test_those_concerned_are_warned_before_it_ends_and_it_can_go_on(noor, rosa, grace) -> None:
    pairing = put_together(rosa, grace)
    for days, said in ((30, 1), (29, 0), (7, 1)):
        Notice.objects.all().delete()
        Beat.objects.all().delete()
        Pairing.objects.update(until=timezone.now() + timedelta(days=days))
        jobs.warn(timezone.now())
        warned = [Notice.objects.filter(member=one, kind="mentoring") for one in (grace, noor)]
        assert [one.count() for one in warned] == [said, said]
    actions.prolong(noor, pairing.pk)
    pairing.refresh_from_db()
    assert (pairing.until - timezone.now()).days > 180


def test_a_module_that_ends_is_spoken_of_once_a_day_unless_it_was_done_again(noor, grace) -> None:
    training = Training.objects.get(member=grace, module="danger")
    Training.objects.filter(pk=training.pk).update(
        done_on=today() - timedelta(days=300), expires_on=today() + timedelta(days=7)
    )
    now = timezone.now()
    assert [jobs.warn(now), jobs.warn(now + timedelta(seconds=5))] == [1, 0]
    assert "Training: the last day" in told(grace)[0]
    Beat.objects.all().delete()
    actions.tick(noor, grace, "danger", today())
    assert jobs.warn(timezone.now() + timedelta(seconds=9)) == 0


def test_a_mentor_hands_back_without_a_reason(client, rosa, grace) -> None:
    pairing = put_together(rosa, grace)
    client.force_login(grace)
    client.post(f"/mentor/caseload/{pairing.pk}/back/")
    assert mentor_of(fresh(rosa)) is None
    assert Wish.objects.filter(member=rosa).exists()
