"""A lead, a second one, a mentor with room, and a few members."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from community.members.bands import Band, today
from community.members.models import Member, Pairing
from community.mentoring import actions
from community.mentoring.models import Application, Mentor, Training
from community.mentoring.modules import Module
from community.mentoring.states import State
from tests.factories import make_member
from tests.forums.conftest import screening as screening

WHY = "Somebody wrote back to me on a bad night."
OFFERS = "An hour a week."


def learn_all(member: Member, by: Member | None = None) -> None:
    for module in Module:
        Training.objects.create(
            member=member, module=module, done_on=today(), ticked_by=by,
            expires_on=today() + timedelta(days=365),
        )  # fmt: skip


def make_mentor(name: str = "", *, cleared: bool = False, most: int = 5, **extra: Any) -> Member:
    roles = extra.pop("roles", ("mentor",))
    member = make_member(name, roles=roles, cleared=cleared, **extra)
    learn_all(member)
    supervisor = make_member(roles=("facilitator",))
    Mentor.objects.create(member=member, supervisor=supervisor, most=most)
    return member


def put_together(member: Member, mentor: Member, **extra: Any) -> Pairing:
    """Without asking anybody: as a row that is there."""
    now = timezone.now()
    fields = {"since": now, "until": now + timedelta(days=100), "band": member.age_band, **extra}
    return Pairing.objects.create(member=member, mentor=mentor, **fields)


def fresh(member: Member) -> Member:
    return Member.objects.get(pk=member.pk)


@pytest.fixture
def noor(db: Any) -> Member:
    return make_member("Noor", roles=("safeguarding_lead",), cleared=True)


@pytest.fixture
def sami(db: Any) -> Member:
    return make_member("Sami", roles=("crisis_lead",), cleared=True)


@pytest.fixture
def rosa(db: Any) -> Member:
    return make_member("Rosa")


@pytest.fixture
def milo(db: Any) -> Member:
    return make_member("Milo", band=Band.YOUNGER)


@pytest.fixture
def grace(db: Any) -> Member:
    return make_mentor("Grace")


@pytest.fixture
def hana(db: Any) -> Member:
    """Cleared to be with young people."""
    return make_mentor("Hana", cleared=True)


@pytest.fixture
def applied(rosa: Member) -> Application:
    return actions.apply(rosa, WHY, OFFERS)


def bring_to(application: Application, state: State, by: Member, other: Member) -> Application:
    """Through the steps, as people take them."""
    while application.state != state:
        who = other if application.state == State.CHECKS else by
        application = actions.move_on(
            who, application.pk, version=application.version, note="Fine."
        )
    return application
