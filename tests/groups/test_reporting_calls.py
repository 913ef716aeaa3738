"""A call, or somebody in it, is reported, looked into by people who had no part in it, and put
right after an appeal.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from community.access import Verb, can
from community.members.bands import Band
from community.members.models import Member
from community.notices.models import Notice
from groups import actions
from groups.models import Conduct, Room, Signal
from groups.states import ConductState, MembershipState, SessionState
from moderation import actions as moderation
from moderation import queries
from moderation.content import NothingHere
from moderation.models import Alarm, AuditEvent, CrisisCase, Flag, Part, Reviewable, Risk
from moderation.states import ReviewState
from tests.factories import make_member
from tests.groups.makers import add_host, make_facilitator, make_group, make_session, put_in
from tests.moderation.conftest import decide

pytestmark = pytest.mark.django_db
SHOUTED = "He shouted at Mia and would not stop."


@pytest.fixture
def grace(db):
    return make_facilitator("Grace")


@pytest.fixture
def session(grace):
    group = make_group(facilitator=grace)
    found = make_session(group)
    for name in ("Rosa", "Sam"):
        actions.record_joined(found, put_in(group, make_member(name)))
    actions.record_joined(found, grace)
    return queries_session(found.pk)


@pytest.fixture
def ana(db):
    return make_member("Ana", roles=("moderator",), cleared=True)


@pytest.fixture
def bo(db):
    return make_member("Bo", roles=("moderator",), cleared=True)


def queries_session(pk):
    from groups.queries import sessions

    return sessions().get(pk=pk)


def person(name: str) -> Member:
    return Member.objects.get(display_name=name)


def report(session, by="Rosa", about: str | None = "Sam", **more):
    said = {"concern": "guideline", "rule": "unkind", "note": SHOUTED} | more
    whom = person(about) if about else None
    return actions.report_call(person(by), queries_session(session.pk), whom, **said)


def row() -> Reviewable:
    return Reviewable.objects.latest("pk")


# ---- reporting


def test_somebody_in_a_call_comes_before_moderators(session):
    made = report(session)
    found = row()
    assert (found.kind, found.tier, found.author) == ("groups.conduct", "P2", person("Sam"))
    assert found.due_first_look == found.opened_at + timedelta(hours=2)
    assert found.conversation == f"groups.session:{session.pk}"
    assert made.note == SHOUTED and SHOUTED not in found.excerpt
    assert Notice.objects.filter(member=person("Rosa"), kind="flag_receipt").exists()
    assert not Notice.objects.filter(member=person("Sam")).exists()


def test_the_meeting_as_a_whole_is_answered_for_by_its_facilitators(session, grace):
    owen = add_host(session.group, make_facilitator("Owen"))
    report(session, about=None)
    found = row()
    assert (found.kind, found.author) == ("groups.meeting", grace)
    assert list(Part.objects.values_list("member", flat=True)) == [owen.pk]


def test_reports_of_one_person_in_one_call_come_together_until_it_is_decided(session, ana):
    mia = put_in(session.group, make_member("Mia"))
    report(session)
    report(session, by="Mia", rule="threat")
    assert Conduct.objects.count() == 1 and Flag.objects.count() == 2
    assert row().tier == "P1" and Alarm.objects.exists()
    decide(ana, row(), "approve")
    report(session, by="Mia", rule="threat", note="He did it again.")
    assert Conduct.objects.count() == 2
    assert row().state == ReviewState.OPEN and mia.flags_made.count() == 2


def test_without_words_there_is_nothing_to_go_by(session):
    with pytest.raises(ValidationError, match="nothing was recorded"):
        report(session, note=" ")
    assert not Conduct.objects.exists()


def test_a_worry_needs_no_words_but_a_person(session):
    report(session, concern="worry", rule="now", note="")
    assert CrisisCase.objects.get().member == person("Sam")
    with pytest.raises(ValidationError, match="whom you are worried"):
        report(session, about=None, concern="worry", rule="", note="")


def test_many_reports_take_nobody_out(session):
    for number in range(4):
        put_in(session.group, make_member(f"Member of {number}"))
        report(session, by=f"Member of {number}", rule="threat")
    assert can(person("Sam"), Verb.JOIN, Room(queries_session(session.pk)))
    assert Conduct.objects.get().state == ConductState.NOTHING_FOLLOWED


def test_only_who_could_see_it_reports_it(session):
    make_member("Stranger")
    make_member("Kit", band=Band.OLDER)
    for by in ("Stranger", "Kit"):
        with pytest.raises(PermissionDenied):
            report(session, by=by)
    with pytest.raises(PermissionDenied, match="yourself"):
        report(session, by="Sam")
    put_in(session.group, make_member("Absent"))
    with pytest.raises(NothingHere):
        report(session, about="Absent")


def test_who_left_the_group_since_can_still_report(session):
    actions.leave(person("Rosa"), session.group)
    assert report(session).reporter == person("Rosa")


# ---- who decides


def test_facilitators_and_reporters_leave_it_to_others(session, grace, ana, bo):
    moderation_role(grace)
    owen = moderation_role(add_host(session.group, make_facilitator("Owen")))
    report(session)
    put_in(session.group, ana)
    report(session, by="Ana")
    with pytest.raises(moderation.NotYours):
        moderation.claim(ana, row().pk)
    for host in (grace, owen):
        assert moderation.claim_next(host) is None
        assert queries.queue_page(host).total == 0 and queries.open_count(host) == 0
        assert Alarm.objects.count() == 0
    assert moderation.claim_next(bo) == row()


def test_facilitators_do_not_read_who_reported(session, grace, client):
    moderation_role(grace)
    report(session)
    client.force_login(grace)
    assert client.get(reverse("moderation:item", args=[row().pk])).status_code == 404
    assert "flag.made" not in client.get(reverse("moderation:log")).text
    assert AuditEvent.objects.filter(act="flag.made").exists()


def moderation_role(member):
    from community.members.actions import grant_role

    grant_role(member, "moderator", by=None)
    return Member.objects.get(pk=member.pk)


# ---- deciding


def test_nothing_to_do_is_told_to_reporters_alone(session, ana):
    report(session)
    decide(ana, row(), "approve")
    assert not Notice.objects.filter(member=person("Sam")).exists()
    told = Notice.objects.get(member=person("Rosa"), kind="flag_outcome")
    assert "nothing has to follow" in told.body


def test_a_line_for_the_facilitators(session, ana, grace):
    report(session)
    with pytest.raises(ValidationError, match="line"):
        decide(ana, row(), "approve", to_keepers=True)
    moderation.release(ana, row().pk, row().lease_token)
    decide(ana, row(), "approve", to_keepers=True, note="Keep an ear on the turns.")
    assert Notice.objects.get(member=grace).body == "Keep an ear on the turns."
    assert not Notice.objects.filter(member=person("Sam")).exists()


def test_somebody_is_spoken_to_and_warned(session, ana):
    report(session)
    decide(ana, row(), "return_for_edit", reason_code="guideline_call_unkind", sanction="warning")
    kinds = set(Notice.objects.filter(member=person("Sam")).values_list("kind", flat=True))
    assert kinds == {"decision", "sanction"}
    assert can(person("Sam"), Verb.JOIN, Room(queries_session(session.pk)))
    assert Conduct.objects.get().state == ConductState.SPOKEN_TO


def test_out_of_the_group_and_back_on_day_180(session, ana, bo, monkeypatch):
    sam = person("Sam")
    report(session)
    decision = decide(ana, row(), "remove", reason_code="guideline_call_threat", sanction="warning")
    fresh = queries_session(session.pk)
    assert not can(sam, Verb.JOIN, Room(fresh)) and not can(sam, Verb.ENROL, fresh.group)
    with pytest.raises(PermissionDenied):
        actions.enrol(sam, fresh.group)
    actions.leave(sam, fresh.group)
    assert fresh.group.memberships.get(member=sam).state == MembershipState.REMOVED
    later = timezone.now() + timedelta(days=180)
    monkeypatch.setattr(timezone, "now", lambda: later)
    moderation.ask_again(sam, decision.pk, "It was not me.")
    claimed = moderation.claim(bo, row().pk)
    moderation.answer_appeal(
        bo, claimed.pk, lease_token=claimed.lease_token, version=claimed.version,
        outcome="overturned", answer="You are right.",
    )  # fmt: skip
    assert fresh.group.memberships.get(member=sam).state == MembershipState.ACTIVE
    assert not sam.sanctions.filter(lifted_at=None).exists()
    told = Notice.objects.filter(member=sam, kind="appeal").get()
    assert "decision about you was reversed" in told.title


def test_a_decision_is_taken_back_at_once(session, ana):
    report(session)
    decision = decide(ana, row(), "remove", reason_code="guideline_call_unkind")
    moderation.undo(ana, row().pk, decision.pk)
    assert can(person("Sam"), Verb.JOIN, Room(queries_session(session.pk)))
    assert row().claimed_by == ana


def test_a_meeting_is_ended_and_all_facilitators_are_told(session, ana, grace):
    owen = add_host(session.group, make_facilitator("Owen"))
    report(session, about=None)
    decision = decide(ana, row(), "remove", reason_code="guideline_meeting_run", note="Call me.")
    assert queries_session(session.pk).state == SessionState.CLOSED
    for host in (grace, owen):
        assert "Call me." in Notice.objects.get(member=host, kind="decision").body
    moderation.undo(ana, row().pk, decision.pk)
    assert queries_session(session.pk).state == SessionState.LIVE


def test_what_makes_no_sense_is_not_offered(session, ana, grace):
    report(session, about="Grace")
    claimed = moderation.claim(ana, row().pk)
    labels = {c.action: c.possible for c in queries.item_page(ana, claimed).choices}
    assert not labels["remove"] and "hide" not in labels and labels["return_for_edit"]
    with pytest.raises(ValidationError):
        decide(ana, row(), "remove", reason_code="guideline_call_unkind")
    with pytest.raises(ValidationError, match="reason"):
        decide(ana, row(), "return_for_edit", reason_code="guideline_unkind")


def test_no_step_for_a_person_follows_from_a_meeting(session, ana):
    report(session, about=None)
    with pytest.raises(ValidationError, match="not about one person"):
        decide(
            ana, row(), "return_for_edit", reason_code="guideline_meeting_run", sanction="warning"
        )


def test_the_database_knows_no_other_state(session):
    report(session)
    with pytest.raises(IntegrityError), transaction.atomic():
        Conduct.objects.update(state="held")


# ---- pages


def test_from_the_page_of_the_session_in_two_steps(session, client):
    client.force_login(person("Rosa"))
    assert "Report this call" in client.get(session.get_absolute_url()).text
    path = reverse("session_report", args=[session.group_id, session.pk])
    chosen = client.get(path).text
    assert "Sam" in chosen and "I’m worried about this person" in chosen
    form = client.get(path, {"person": person("Sam").pk, "concern": "guideline"})
    assert "Nothing was recorded" in form.text
    said = {"person": person("Sam").pk, "concern": "guideline", "rule": "unkind"}
    empty = client.post(path, said)
    assert empty.status_code == 422 and "what happened" in empty.text
    done = client.post(path, said | {"note": SHOUTED})
    assert "we got your report" in done.text and Flag.objects.get().note == SHOUTED


def test_others_are_answered_as_if_there_were_nothing(session, client):
    path = reverse("session_report", args=[session.group_id, session.pk])
    client.force_login(make_member("Kit", band=Band.OLDER))
    assert client.get(path).status_code == 404
    client.force_login(make_member("Stranger"))
    assert client.get(path).status_code == 403
    assert "Report this call" not in client.get(session.get_absolute_url()).text
    client.force_login(person("Rosa"))
    for nobody in ("0", "x", str(make_member("Absent").pk)):
        assert client.get(path, {"person": nobody}).status_code == 404


def test_the_moderators_page_says_who_was_there_and_keeps_private_words(session, ana, client):
    noor = make_member("Noor", roles=("crisis_lead",), cleared=True)
    case = moderation.raise_case(person("Sam"), band="adult", risk=Risk.CONCERN, source="call")
    Signal.objects.create(session=session, member=person("Sam"), why="word")
    Signal.objects.create(session=session, member=person("Sam"), why="care", case=case)
    report(session)
    for who, sees in ((ana, False), (noor, True)):
        client.force_login(who)
        page = client.get(reverse("moderation:item", args=[row().pk])).text
        assert "Who was in the room (3)" in page and SHOUTED in page
        assert "asks for a word" not in page
        assert ("may need support" in page) is sees


def test_whom_it_is_about_reads_of_it_only_when_something_followed(session, ana, client):
    report(session)
    client.force_login(person("Sam"))
    own = reverse("moderation:own_item", args=[row().pk])
    assert client.get(own).status_code == 404
    decide(ana, row(), "return_for_edit", reason_code="guideline_call_unkind")
    page = client.get(own).text
    assert "A moderator wrote to you about a call" in page and SHOUTED not in page
    assert "Ask for another look" in page
