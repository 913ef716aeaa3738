"""Who may give roles and clearances, what takes two, and what ends by itself."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.access.ground import NEAR_YOUTH
from community.members.bands import Band, today
from community.members.models import Clearance, Member, Role, RoleName
from community.notices.models import Notice
from moderation import actions
from moderation.actions import team
from moderation.models import AuditEvent, Proposal
from tests.factories import make_member

URL = "/moderation/team/"
NEAR, FAR = sorted(NEAR_YOUTH), sorted(set(RoleName.values) - NEAR_YOUTH)


@pytest.fixture
def lead(db) -> Member:
    return make_member("Noor", roles=("safeguarding_lead",), cleared=True)


@pytest.fixture
def second(db) -> Member:
    return make_member("Sami", roles=("moderator",), cleared=True)


@pytest.fixture
def kim(db) -> Member:
    return make_member("Kim", email="kim@test.example")


@pytest.fixture
def changed(monkeypatch) -> list[int]:
    """Whose open pages were told to ask the policy again."""
    told: list[int] = []
    monkeypatch.setattr(team, "access_changed", told.append)
    return told


def sign(proposal, by):
    return actions.answer_proposal(by, proposal.pk, version=proposal.version, agree=True)


def fresh(member: Member) -> Member:
    return Member.objects.get(pk=member.pk)


def check(lead, member, **more):
    days = {"checked_on": today(), "expires_on": today() + timedelta(days=365)}
    return actions.clear(lead, member, **{"kind": "Registry", "why": "Seen", **days, **more})


@pytest.mark.parametrize("role", NEAR)
def test_a_role_near_youth_is_held_once_a_second_person_has_signed(lead, second, kim, role) -> None:
    asked = actions.appoint(lead, kim, role, why="Trained and ready")
    assert isinstance(asked, Proposal)
    assert role not in fresh(kim).roles
    sign(asked, second)
    assert role in fresh(kim).roles
    assert Role.objects.get(member=kim).granted_by == lead
    assert AuditEvent.objects.filter(act="role.given").exists()


@pytest.mark.parametrize("role", FAR)
def test_other_roles_are_given_at_once(lead, kim, role) -> None:
    assert isinstance(actions.appoint(lead, kim, role), Role)
    assert role in fresh(kim).roles
    assert Notice.objects.filter(member=kim, kind="team").exists()


def test_whoever_proposes_or_is_meant_does_not_sign(lead, kim) -> None:
    other = make_member("Lee", roles=("moderator",), cleared=True)
    asked = actions.appoint(lead, other, "crisis_lead", why="Ready")
    for nobody in (lead, other, kim):
        with pytest.raises(PermissionDenied):
            sign(asked, nobody)


def test_what_opens_youth_spaces_is_signed_by_somebody_cleared_for_them(lead, kim) -> None:
    check(lead, kim)
    asked = actions.appoint(lead, fresh(kim), "moderator", why="Ready")
    with pytest.raises(PermissionDenied):
        sign(asked, make_member("Una", roles=("moderator",)))


def test_a_clearance_of_somebody_near_youth_takes_two(lead, second) -> None:
    mentor = make_member("Ida", roles=("mentor",))
    asked = check(lead, mentor)
    assert isinstance(asked, Proposal)
    assert not fresh(mentor).is_cleared
    sign(asked, second)
    assert fresh(mentor).is_cleared


def test_a_clearance_of_others_is_recorded_at_once_and_opens_nothing(lead, kim) -> None:
    assert isinstance(check(lead, kim), Clearance)
    assert fresh(kim).is_cleared
    assert not fresh(kim).roles


def test_nobody_gives_themselves_anything(lead) -> None:
    with pytest.raises(ValidationError, match="Somebody else"):
        actions.appoint(lead, lead, "operator")
    with pytest.raises(ValidationError, match="Somebody else"):
        check(lead, lead)


@pytest.mark.parametrize("role", RoleName.values)
def test_young_people_hold_no_role(lead, role) -> None:
    with pytest.raises(ValidationError, match="Only adults"):
        actions.appoint(lead, make_member(band=Band.OLDER), role, why="x")


@pytest.mark.parametrize("roles", [(), ("moderator",), ("operator",), ("editor",)])
def test_only_leads_give_and_end(kim, roles) -> None:
    by = make_member(roles=roles, cleared=True)
    for act in (
        lambda: actions.appoint(by, kim, "mentor", why="x"),
        lambda: check(by, kim),
        lambda: actions.end_role(by, kim, "mentor"),
        lambda: actions.end_clearance(by, kim),
    ):
        with pytest.raises(PermissionDenied):
            act()


@pytest.mark.parametrize(
    ("checked", "expires"), [(1, 300), (0, 0), (-30, -1), (0, 4 * 366), (-800, 500)]
)
def test_days_that_make_no_sense_are_refused(lead, kim, checked, expires) -> None:
    with pytest.raises(ValidationError):
        check(
            lead, kim, checked_on=today() + timedelta(days=checked),
            expires_on=today() + timedelta(days=expires),
        )  # fmt: skip


def test_a_role_until_a_day_is_held_on_that_day_and_not_on_the_next(lead, kim) -> None:
    last = today() + timedelta(days=3)
    actions.appoint(lead, kim, "coach", last)
    role = Role.objects.get(member=kim)
    noon = timezone.now().replace(hour=12) + timedelta(days=3)
    assert Role.objects.held(noon).filter(pk=role.pk).exists()
    assert not Role.objects.held(noon + timedelta(days=1)).filter(pk=role.pk).exists()
    with pytest.raises(ValidationError):
        actions.appoint(lead, kim, "coach", today())


def test_the_last_one_who_leads_cannot_be_taken_away(lead) -> None:
    other = make_member("Ola", roles=("crisis_lead",), cleared=True)
    with pytest.raises(ValidationError, match="has to lead"):
        actions.end_role(lead, other, "crisis_lead")
    make_member("Pat", roles=("crisis_lead",))
    actions.end_role(lead, other, "crisis_lead")
    assert "crisis_lead" not in fresh(other).roles


def test_what_ran_out_is_told_to_open_pages_once(db, changed) -> None:
    now = timezone.now()
    team.lapse(now - timedelta(minutes=1))
    mentor, moderator = make_member(roles=("mentor",)), make_member(roles=("moderator",))
    Role.objects.filter(member=mentor).update(expires_at=now - timedelta(seconds=5))
    Role.objects.filter(member=moderator).update(expires_at=now + timedelta(seconds=5))
    assert (team.lapse(now), changed) == (1, [mentor.pk])
    assert team.lapse(now + timedelta(seconds=1)) == 0
    assert team.lapse(now + timedelta(seconds=6)) == 1


def test_a_clearance_ends_with_its_last_day(db, changed, monkeypatch) -> None:
    member = make_member(roles=("moderator",), cleared=True)
    Clearance.objects.update(checked_on=today() - timedelta(days=90), expires_on=today())
    night = timezone.localtime().replace(hour=23, minute=59, second=0)
    assert team.lapse(night) == 0
    assert (team.lapse(night + timedelta(minutes=2)), changed) == (1, [member.pk])
    assert team.lapse(night + timedelta(minutes=3)) == 0


@pytest.mark.parametrize(("days", "told"), [(60, 2), (30, 2), (7, 2), (59, 0), (8, 0)])
def test_an_end_is_announced_sixty_thirty_and_seven_days_before(lead, kim, days, told) -> None:
    Role.objects.create(member=kim, name="mentor")
    Clearance.objects.create(
        member=kim, kind="Registry", checked_on=today() - timedelta(days=9), checked_by=lead,
        expires_on=today() + timedelta(days=days),
    )  # fmt: skip
    now = timezone.now()
    team.warn(now)
    team.warn(now + timedelta(hours=1))
    assert Notice.objects.filter(kind="team").count() == told


# The page


def test_a_lead_sees_who_holds_what_and_gives_a_role(client, lead, second, kim) -> None:
    client.force_login(lead)
    page = client.get(URL).content.decode()
    assert "Sami" in page
    assert "Registry" not in page
    sent = {"member": "kim@test.example", "role": "moderator", "why": "Trained"}
    answer = client.post(f"{URL}appoint/", sent)
    assert answer["Location"] == Proposal.objects.get().get_absolute_url()
    shown = client.get(answer["Location"]).content.decode()
    assert "Kim becomes moderator" in shown


def test_a_role_without_a_reason_comes_back_filled(client, lead, kim) -> None:
    client.force_login(lead)
    answer = client.post(f"{URL}appoint/", {"member": "Kim", "role": "mentor", "why": ""})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Write why" in page
    assert 'value="Kim"' in page


def test_of_young_people_the_form_says_what_it_says_of_nobody(client, lead) -> None:
    client.force_login(lead)
    make_member("Milo", email="milo@test.example", band=Band.OLDER)
    said = []
    for who in ("milo@test.example", "Milo", "nobody@test.example"):
        answer = client.post(f"{URL}appoint/", {"member": who, "role": "mentor", "why": "x"})
        said.append("There is no adult with this e-mail or name." in answer.content.decode())
    assert said == [True, True, True]


def test_a_clearance_is_recorded_and_ended_on_the_page(client, lead, kim) -> None:
    client.force_login(lead)
    actions.appoint(lead, kim, "coach")
    sent = {
        "member": "Kim", "kind": "Registry", "checked_on": today().isoformat(),
        "expires_on": (today() + timedelta(days=90)).isoformat(),
    }  # fmt: skip
    client.post(f"{URL}clear/", sent)
    assert "Registry" in client.get(URL).content.decode()
    client.post(f"{URL}{kim.pk}/end/", {"clearance": "1"})
    client.post(f"{URL}{kim.pk}/end/", {"role": "coach"})
    assert not fresh(kim).is_cleared
    assert not fresh(kim).roles


def test_the_page_takes_as_many_queries_for_many_as_for_few(client, lead) -> None:
    client.force_login(lead)
    client.get(URL)
    taken = []
    for _ in range(2):
        for _ in range(5):
            make_member(roles=("mentor", "facilitator"), cleared=True)
        with CaptureQueriesContext(connection) as found:
            client.get(URL)
        taken.append(len(found))
    assert taken[0] == taken[1]


@pytest.mark.parametrize("roles", [(), ("moderator",), ("operator",)])
def test_for_others_there_is_no_such_page(client, db, kim, roles) -> None:
    client.force_login(make_member(roles=roles, cleared=True))
    assert client.get(URL).status_code == 404
    for path in ("appoint/", "clear/", f"{kim.pk}/end/"):
        assert client.post(URL + path).status_code == 404


# Before there are two


def test_the_first_people_are_named_at_the_machine_and_the_log_has_it(kim) -> None:
    checker = make_member("Lou", email="lou@test.example")
    said = StringIO()
    call_command("team", "role", "kim@test.example", "safeguarding_lead", stdout=said)
    expires = (today() + timedelta(days=365)).isoformat()
    call_command(
        "team", "clearance", "kim@test.example", "--kind", "Registry", "--expires", expires,
        "--checked-by", checker.email, stdout=said,
    )  # fmt: skip
    call_command("team", "list", stdout=said)
    assert "Kim: Safeguarding lead; cleared until" in said.getvalue()
    assert AuditEvent.objects.filter(act__in=["role.given", "clearance.given"]).count() == 2
    with pytest.raises(CommandError):
        call_command("team", "role", "nobody@test.example", "mentor")


def test_the_machine_gives_no_role_to_youth_either(db) -> None:
    make_member(email="milo@test.example", band=Band.OLDER)
    with pytest.raises(CommandError, match="Only adults"):
        call_command("team", "role", "milo@test.example", "mentor")
