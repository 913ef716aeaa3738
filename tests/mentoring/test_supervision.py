"""Notes of supervision: who reads them, and that reading is written down; and the leads' pages."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.members.bands import Band
from community.members.models import Pairing
from community.mentoring import actions
from community.mentoring.models import MOST, Mentor, Wish
from moderation.models import AuditEvent
from tests.factories import make_member
from tests.mentoring.conftest import OFFERS, WHY, fresh, make_mentor, put_together
from tests.pages import names_in, words_of

pytestmark = pytest.mark.django_db
DESK = "/mentoring/"
WORDS = "Tired lately. Fewer members for a while."


def page_of(mentor) -> str:
    return f"/mentoring/mentors/{mentor.pk}/"


@pytest.fixture
def supervised(grace, noor):
    row = Mentor.objects.select_related("member", "supervisor").get(member=grace)
    actions.note_down(row.supervisor, row, WORDS)
    return row


def sees(client, who, mentor) -> bool:
    client.force_login(who)
    answer = client.get(page_of(mentor))
    return answer.status_code == 200 and WORDS in answer.content.decode()


def test_the_supervisor_and_safeguarding_leads_read_the_notes_and_nobody_else(
    client, supervised, grace, noor, sami
) -> None:
    assert sees(client, supervised.supervisor, grace)
    assert sees(client, noor, grace)
    # Leads on crises alone decide about mentors, and do not read what was said in confidence.
    assert not sees(client, sami, grace)
    client.force_login(sami)
    assert client.get(page_of(grace)).status_code == 200
    for who in (grace, make_member(), make_member(roles=("moderator", "facilitator"))):
        assert not sees(client, who, grace)
        assert client.get(page_of(grace)).status_code == 404


def test_that_somebody_read_them_is_in_the_log_once_a_sitting(client, supervised, grace, noor):
    for _ in range(2):
        sees(client, noor, grace)
    read = AuditEvent.objects.filter(act="supervision.read", target=f"mentor:{grace.pk}")
    assert [event.actor_id for event in read] == [noor.pk]
    actor = AuditEvent.objects.get(act="supervision.written").actor_id
    assert actor == supervised.supervisor_id


def test_who_sees_no_note_leaves_no_trace_of_reading(client, supervised, grace, sami) -> None:
    sees(client, sami, grace)
    assert not AuditEvent.objects.filter(act="supervision.read").exists()


def test_a_supervisor_who_is_replaced_reads_no_more(client, supervised, grace, noor) -> None:
    before = supervised.supervisor
    actions.look_after_mentor(noor, grace, supervisor=noor, most=5)
    assert not sees(client, before, grace)


def test_what_may_speak_of_young_people_is_for_the_cleared(client, hana, milo, noor) -> None:
    put_together(milo, hana)
    row = Mentor.objects.get(member=hana)
    note = actions.note_down(noor, row, WORDS)
    assert note.band == Band.YOUNGER
    assert not sees(client, row.supervisor, hana)
    assert sees(client, noor, hana)
    with pytest.raises(PermissionDenied):
        actions.note_down(fresh(row.supervisor), row, "More")


def test_a_mentor_who_leads_does_not_read_their_own(client, noor) -> None:
    both = make_mentor("Bea", roles=("mentor", "safeguarding_lead"), cleared=True)
    actions.note_down(noor, Mentor.objects.get(member=both), WORDS)
    client.force_login(both)
    assert client.get(page_of(both)).status_code == 404


def test_a_note_needs_words_and_keeps_them_when_there_are_too_many(client, supervised, grace):
    client.force_login(supervised.supervisor)
    assert client.post(f"{page_of(grace)}notes/", {"text": " "}).status_code == 422
    answer = client.post(f"{page_of(grace)}notes/", {"text": "zig " * 600})
    assert answer.status_code == 422
    assert "zig zig zig" in answer.content.decode()


# ---- those who lead


@pytest.mark.parametrize(
    ("roles", "status"),
    [((), 404), (("mentor",), 404), (("moderator",), 404), (("facilitator",), 404),
     (("operator",), 404), (("crisis_lead",), 200), (("safeguarding_lead",), 200)],
)  # fmt: skip
def test_the_desk_is_there_for_those_who_lead(client, grace, roles, status) -> None:
    client.force_login(make_member(roles=roles, cleared=True))
    assert client.get(DESK).status_code == status
    assert client.get(page_of(grace)).status_code == status
    sent = {"member": "1", "mentor": str(grace.pk)}
    assert client.post(f"{DESK}pair/", sent).status_code == (302 if status == 200 else 404)


def test_a_supervisor_finds_their_mentors_and_decides_nothing(client, supervised, grace) -> None:
    client.force_login(supervised.supervisor)
    assert names_in(client.get(DESK), "Grace", "Applications") == ["Grace"]
    page = client.get(page_of(grace))
    assert "Another year" not in words_of(page)
    for path, sent in (("supervision/", {"most": "3"}), ("renew/", {"why": "x"})):
        assert client.post(page_of(grace) + path, sent).status_code == 403


def test_a_lead_brings_together_whoever_waits_on_the_desk(client, noor, rosa, milo, grace, hana):
    for one in (rosa, milo):
        actions.ask(one)
    client.force_login(noor)
    page = client.get(DESK).content.decode()
    young = page.split(f'name="member" value="{milo.pk}"')[1].split("</form>")[0]
    assert ("Hana" in young, "Grace" in young) == (True, False)
    client.post(f"{DESK}pair/", {"member": milo.pk, "mentor": hana.pk})
    client.post(f"{DESK}pair/", {"member": rosa.pk, "mentor": grace.pk})
    assert Pairing.objects.standing().count() == 2
    assert not Wish.objects.exists()


def test_a_lead_without_clearance_meets_no_young_person_who_waits(client, milo, hana) -> None:
    actions.ask(milo)
    client.force_login(make_member(roles=("crisis_lead",)))
    assert names_in(client.get(DESK), "Milo") == []
    client.post(f"{DESK}pair/", {"member": milo.pk, "mentor": hana.pk})
    assert not Pairing.objects.exists()


def test_a_lead_ends_moves_and_prolongs_on_the_mentors_page(client, noor, rosa, grace, hana):
    client.force_login(noor)
    pairing = put_together(rosa, grace)
    client.post(f"{DESK}pairings/{pairing.pk}/", {"act": "prolong"})
    client.post(f"{DESK}pairings/{pairing.pk}/", {"act": "move", "mentor": hana.pk})
    second = Pairing.objects.standing().get()
    assert second.mentor == hana
    client.post(f"{DESK}pairings/{second.pk}/", {"act": "close"})
    assert not Pairing.objects.standing().exists()
    assert names_in(client.get(page_of(grace)), "Rosa") == ["Rosa"]


def test_the_number_and_the_supervisor_are_checked(noor, grace, rosa) -> None:
    for supervisor, most in ((grace, 3), (rosa, 3), (noor, MOST + 1), (noor, -1)):
        with pytest.raises(ValidationError):
            actions.look_after_mentor(noor, grace, supervisor=supervisor, most=most)


def test_the_whole_way_by_the_pages(client, noor, sami, rosa) -> None:
    made = actions.apply(rosa, WHY, OFFERS)
    path = made.get_absolute_url()
    for who in (noor, noor, noor, sami):
        client.force_login(who)
        made.refresh_from_db()
        sent = {"version": made.version, "note": "Good.", "on": "1"}
        assert client.post(path, sent).status_code == 302
    client.force_login(noor)
    made.refresh_from_db()
    assert client.post(path, {"version": made.version, "accept": "1", "why": ""}).status_code == 422
    for module in ("listening", "limits", "safeguarding", "danger", "privacy", "own_pain"):
        day = made.made_at.date().isoformat()
        client.post(f"{page_of(rosa)}tick/", {"module": module, "done_on": day})
    client.post(f"{page_of(rosa)}supervision/", {"supervisor": sami.pk, "most": "3"})
    answer = client.post(path, {"version": made.version, "accept": "1", "why": "Ready"})
    proposal = answer["Location"]
    client.force_login(sami)
    client.post(f"{proposal}answer/", {"version": "1", "agree": "yes"})
    assert "mentor" in fresh(rosa).roles
    client.force_login(rosa)
    assert "until" in words_of(client.get("/mentor/caseload/"))


def test_the_desk_takes_as_many_queries_for_many_as_for_few(client, noor) -> None:
    client.force_login(noor)
    client.get(DESK)
    taken = []
    for _ in range(2):
        for _ in range(3):
            put_together(make_member(), make_mentor(cleared=True))
            actions.ask(make_member())
            actions.apply(make_member(), WHY, OFFERS)
        with CaptureQueriesContext(connection) as found:
            client.get(DESK)
        taken.append(len(found))
    assert taken[0] == taken[1] <= 26
