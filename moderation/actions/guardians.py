"""Guardians, as far as they are the team's: two decide who takes part without one, and the log
keeps what guardians said.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from community.access import Verb, can
from community.access.ground import CASEWORK
from community.access.http import require
from community.consent import actions as consent
from community.consent.models import Asking, AskingState, Consent, Giver
from community.consent.signals import asked_alone, consent_written
from community.members.models import Member
from community.members.queries import staff
from community.notices.actions import notify
from moderation.actions.audit import record
from moderation.actions.proposals import propose, register
from moderation.models import Proposal
from moderation.states import PROPOSAL_WAITING


@transaction.atomic
def propose_without_guardian(by: Member, asking: Asking, why: str) -> Proposal:
    """Asks a second person of the safeguarding team. Raises PermissionDenied or ValidationError."""
    require(by, Verb.MODERATE, asking)
    if asking.state != AskingState.WAITING or _waiting_for(asking) is not None:
        raise ValidationError("A colleague has this in hand already.")
    return propose(
        by, Proposal.Act.ALONE, band=asking.band, member=asking.member, why=why,
        detail={
            "asking": asking.pk,
            "changes": ["A young person takes part without a guardian's yes"],
        },
    )  # fmt: skip


@transaction.atomic
def decline_without_guardian(by: Member, asking: Asking) -> None:
    """A no needs one person: nothing opens by it. Raises PermissionDenied or ValidationError."""
    require(by, Verb.MODERATE, asking)
    if _waiting_for(asking) is not None:
        raise ValidationError("A colleague has proposed to agree. Answer that first.")
    consent.decline(asking)
    record(by, "alone.declined", f"asking:{asking.pk}", band=asking.band)


def _waiting_for(asking: Asking) -> Proposal | None:
    found = Proposal.objects.filter(act=Proposal.Act.ALONE, state__in=PROPOSAL_WAITING)
    return found.filter(detail__asking=asking.pk).first()


def _signed(by: Member, proposal: Proposal) -> None:
    asking = Asking.objects.select_for_update().filter(pk=proposal.detail["asking"]).first()
    if asking is None:
        raise ValidationError("This is gone.")
    require(by, Verb.MODERATE, asking, "Somebody who leads on safeguarding has to sign this.")
    consent.let_take_part(asking)
    record(by, "alone.agreed", f"asking:{asking.pk}", {"proposal": proposal.pk}, band=asking.band)


def tell_leads(sender: Any, asking: Asking, **kwargs: Any) -> None:
    """Those who lead and may be near youth hear of it at once."""
    record(None, "alone.asked", f"asking:{asking.pk}", band=asking.band)
    for lead in staff(CASEWORK):
        if can(lead, Verb.SEE, asking):
            notify(
                lead,
                kind="asking",
                title="A young person cannot ask a guardian",
                body="They say that it would be a risk. Two of you decide.",
                link=asking.get_absolute_url(),
            )


def write_to_log(sender: Any, consent: Consent, **kwargs: Any) -> None:
    """What a guardian or the team said; what members choose for themselves is theirs."""
    if consent.giver == Giver.OWN:
        return
    member = consent.member or (consent.guardianship and consent.guardianship.member)
    target = f"member:{member.pk}" if member else f"guardianship:{consent.guardianship_id}"
    said = {
        "purpose": consent.purpose, "given": consent.given, "giver": consent.giver,
        "method": consent.method, "version": consent.version,
    }  # fmt: skip
    record(None, "consent.said", target, said, band=member.band if member else "13-15")


def listen() -> None:
    asked_alone.connect(tell_leads, dispatch_uid="moderation.guardians.asked")
    consent_written.connect(write_to_log, dispatch_uid="moderation.guardians.consent")


register(Proposal.Act.ALONE, _signed)
