"""Legal holds, and what goes by itself when it is old."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from community.members.bands import Band, today
from community.members.models import Member
from community.notices.models import Notice
from community.rights import actions, jobs
from moderation.models import AuditEvent
from tests.factories import make_member

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def noor(db) -> Member:
    return make_member("Noor", roles=("safeguarding_lead",), cleared=True)


def hold(by: Member, member: Member):
    return actions.place_hold(by, member, reason="A claim", ends_on=today() + timedelta(days=30))


@pytest.mark.parametrize("roles", [(), ("moderator",), ("crisis_lead",), ("operator",)])
def test_only_who_leads_on_safeguarding_places_a_hold(roles, canary: Member) -> None:
    with pytest.raises(PermissionDenied):
        hold(make_member(roles=roles, cleared=bool(roles)), canary)


def test_nobody_holds_their_own(noor: Member) -> None:
    with pytest.raises(PermissionDenied):
        hold(noor, noor)


def test_without_a_clearance_nobody_reaches_the_data_of_youth(db) -> None:
    lead = make_member(roles=("safeguarding_lead",))
    with pytest.raises(PermissionDenied):
        hold(lead, make_member(band=Band.OLDER))


def test_a_hold_has_a_reason_and_a_day_that_lies_ahead(noor: Member, canary: Member) -> None:
    for reason, days in ((" ", 3), ("A claim", 0), ("A claim", 365 * 5)):
        with pytest.raises(ValidationError):
            ends = today() + timedelta(days=days)
            actions.place_hold(noor, canary, reason=reason, ends_on=ends)


def test_the_log_knows_of_a_hold_and_not_why(noor: Member, canary: Member) -> None:
    actions.lift_hold(noor, hold(noor, canary))
    rows = AuditEvent.objects.filter(act__startswith="hold.")
    assert [row.act for row in rows] == ["hold.placed", "hold.lifted"]
    assert "A claim" not in str([row.detail for row in rows])


def test_what_is_old_goes_once_a_day_and_not_of_whom_is_held(noor: Member, canary: Member) -> None:
    hold(noor, canary)
    old = timezone.now() - timedelta(days=400)
    for member in (canary, make_member()):
        for read in (old, None):
            Notice.objects.create(member=member, title="Old", created_at=old, read_at=read)
    assert jobs.retention(timezone.now()) == 1
    assert Notice.objects.filter(member=canary).count() == 2
    assert jobs.retention(timezone.now()) == 0
