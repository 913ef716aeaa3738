"""Taking somebody on, and again each year: one proposes, another signs."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from community.access import Verb
from community.access.http import require
from community.members.actions import grant_role
from community.members.bands import Band, today
from community.members.models import Member, RoleName
from community.mentoring.actions.applying import KIND, held, take
from community.mentoring.desk import Desk
from community.mentoring.models import Application, Mentor, Training
from community.mentoring.modules import Module
from community.mentoring.states import State
from community.notices.actions import notify
from moderation.actions import propose, record
from moderation.actions.proposals import register as when_signed
from moderation.models import Proposal
from moderation.states import PROPOSAL_WAITING

# A year, and then it lapses by itself unless two people say that it goes on.
TERM = timedelta(days=365)


@transaction.atomic
def accept(by: Member, pk: int, *, version: int, why: str) -> Proposal:
    """Asks a second person to sign. Raises PermissionDenied, StaleApplication, or ValidationError
    while training, a supervisor or a reason is missing.
    """
    application = held(by, pk, version)
    if application.state != State.TRAINING:
        raise ValidationError("That step is not next.")
    _check_ready(application.member)
    return _ask(by, application.member, why, {"application": application.pk}, "becomes")


@transaction.atomic
def renew(by: Member, member: Member, why: str) -> Proposal:
    """Another year, from today. Raises PermissionDenied or ValidationError."""
    require(by, Verb.MODERATE, Desk(member.pk))
    if RoleName.MENTOR not in member.roles:
        raise ValidationError("This is no peer mentor now. They can apply again.")
    _check_ready(member)
    return _ask(by, member, why, {}, "stays")


def waiting_for(member: Member) -> Proposal | None:
    """What waits for a second signature."""
    found = Proposal.objects.filter(act=Proposal.Act.MENTOR, member=member)
    return found.filter(state__in=PROPOSAL_WAITING).first()


def missing_modules(member: Member) -> list[Module]:
    """What is not learnt, or not any more. One query."""
    known = set(Training.objects.current().filter(member=member).values_list("module", flat=True))
    return [module for module in Module if module not in known]


def register() -> None:
    when_signed(Proposal.Act.MENTOR, _signed)


def _check_ready(member: Member) -> None:
    missing = missing_modules(member)
    if missing:
        names = "; ".join(str(one.label) for one in missing)
        raise ValidationError(f"Training is not complete. Still open: {names}.")
    if not Mentor.objects.filter(member=member, supervisor__isnull=False).exists():
        raise ValidationError("Name a supervisor first.")
    if waiting_for(member) is not None:
        raise ValidationError("A colleague has proposed this already. A second person signs it.")


def _ask(by: Member, member: Member, why: str, detail: dict[str, Any], word: str) -> Proposal:
    """Who signs for somebody who may be near youth has to be cleared for them."""
    until = today() + TERM
    said = f"{member.display_name} {word} peer mentor until {until:%-d %B %Y}"
    return propose(
        by,
        Proposal.Act.MENTOR,
        band=Band.YOUNGER if member.is_cleared else Band.ADULT,
        member=member,
        why=why,
        detail={**detail, "until": until.isoformat(), "changes": [said]},
    )


def _signed(by: Member, proposal: Proposal) -> None:
    member = proposal.member
    if member is None or member.is_youth or not member.is_active:
        raise ValidationError("Only adults with an open account can be peer mentors.")
    require(by, Verb.MODERATE, Desk(member.pk), "Somebody who leads has to sign this.")
    _check_still(member)
    if "application" in proposal.detail:
        _take_on(by, proposal)
    until = date.fromisoformat(proposal.detail["until"])
    ends = timezone.make_aware(datetime.combine(until + timedelta(days=1), time.min))
    grant_role(member, RoleName.MENTOR, by=proposal.by, expires_at=ends)
    said = {"role": RoleName.MENTOR.value, "until": until.isoformat(), "proposal": proposal.pk}
    record(by, "role.given", f"member:{member.pk}", said)
    notify(
        member,
        kind=KIND,
        title="You are a peer mentor",
        body=f"Until {until:%-d %B %Y}. Thank you for taking this on.",
        link="/mentor/caseload/",
    )


def _check_still(member: Member) -> None:
    """What ran out while it waited counts no more."""
    if missing_modules(member):
        raise ValidationError("Training ran out meanwhile. Tick it off again first.")


def _take_on(by: Member, proposal: Proposal) -> None:
    rows = Application.objects.select_for_update(of=("self",))
    application = rows.filter(pk=proposal.detail["application"]).first()
    if application is None or application.state != State.TRAINING:
        raise ValidationError("The application was answered or taken back meanwhile.")
    take(proposal.by, application, State.ACCEPTED, note=proposal.why, signed_by=by)
