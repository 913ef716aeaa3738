"""Grave acts take two people: one proposes, another signs. Where waiting would do harm, one may act
at once, and another signs within a day.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from community.access import Verb, can
from community.access.ground import MODERATING
from community.access.http import require
from community.members.models import Member, Role
from community.members.queries import with_rights
from community.notices.actions import notify
from moderation import states
from moderation.actions.audit import record
from moderation.models import BREAK_GLASS, Decision, Proposal
from moderation.states import ProposalState

ANSWER_WITHIN = timedelta(hours=72)
COSIGN_WITHIN = timedelta(hours=24)
# What was revealed is shown for so long, to the two who signed.
REVEALED_FOR = timedelta(hours=24)
LONGEST = 1000

Carry = Callable[[Member, Proposal], Any]
_carried: dict[str, Carry] = {}
_refused: dict[str, Carry] = {}


class StaleProposal(Exception):
    """Somebody else answered it meanwhile."""

    def __init__(self, proposal: Proposal) -> None:
        super().__init__(f"This changed meanwhile: {proposal.get_state_display().lower()}.")


def register(act: str, carry: Carry, refused: Carry | None = None) -> None:
    """Says what follows once two have agreed (by break-glass, at once), or have not."""
    _carried[act] = carry
    if refused is not None:
        _refused[act] = refused


@transaction.atomic
def propose(
    by: Member,
    act: str,
    *,
    band: str,
    why: str,
    member: Member | None = None,
    decision: Decision | None = None,
    detail: dict[str, Any] | None = None,
    at_once: bool = False,
) -> Proposal:
    """Asks a second person. at_once: break-glass, for acts that cannot wait.

    Raises PermissionDenied, or ValidationError without a reason or for an act that can wait.
    """
    if not why.strip():
        raise ValidationError("Write why: the second person reads it, and the log keeps it.")
    if at_once and act not in BREAK_GLASS:
        raise ValidationError("This can wait for a second person.")
    if member == by:
        raise ValidationError("Somebody else has to do this.")
    now = timezone.now()
    proposal = Proposal(
        act=act, band=band, member=member, decision=decision, detail=detail or {}, by=by,
        why=why.strip()[:LONGEST], made_at=now,
        state=ProposalState.ACTED if at_once else ProposalState.AWAITING,
        due_at=now + (COSIGN_WITHIN if at_once else ANSWER_WITHIN),
    )  # fmt: skip
    require(by, Verb.SEE, proposal)
    proposal.save()
    _record(by, "proposal.made", proposal)
    if at_once:
        _follow(_carried, by, proposal)
    _tell_team(proposal)
    return proposal


@transaction.atomic
def answer(by: Member, pk: int, *, version: int, agree: bool, text: str = "") -> Proposal:
    """Signs or declines. Signing carries it out.

    Raises PermissionDenied, StaleProposal, or ValidationError for a refusal without a reason.
    """
    proposal = _changing(pk, version)
    require(by, Verb.COSIGN, proposal, "Another person has to sign this.")
    if not agree and not text.strip():
        raise ValidationError("Write why not: the one who proposed it reads it.")
    acted = proposal.state == ProposalState.ACTED
    yes = ProposalState.COSIGNED if acted else ProposalState.APPROVED
    no = ProposalState.DISPUTED if acted else ProposalState.DECLINED
    proposal.move(yes if agree else no)
    proposal.answered_by, proposal.answered_at = by, timezone.now()
    proposal.answer = text.strip()[:LONGEST]
    proposal.save()
    _record(by, f"proposal.{proposal.state}", proposal)
    if agree and not acted:
        _follow(_carried, by, proposal)
    if not agree:
        _follow(_refused, by, proposal)
    notify(
        proposal.by,
        kind="proposal",
        title=f"{by}: {proposal.get_state_display().lower()}",
        body=proposal.answer,
        link=proposal.get_absolute_url(),
        band=proposal.band,
    )
    return proposal


@transaction.atomic
def withdraw(by: Member, pk: int, *, version: int) -> Proposal:
    """The one who proposed it takes it back. Raises StaleProposal, or ValidationError."""
    proposal = _changing(pk, version)
    if proposal.by_id != by.pk or proposal.state != ProposalState.AWAITING:
        raise ValidationError("Only the one who proposed it can take it back, before it is signed.")
    _withdraw(proposal, by)
    _follow(_refused, by, proposal)
    return proposal


def withdraw_for(decision: Decision, by: Member) -> None:
    """The decision it followed from was reversed."""
    for proposal in Proposal.objects.filter(decision=decision, state=ProposalState.AWAITING):
        _withdraw(proposal, by)


def expire(now: datetime) -> int:
    """What nobody answered lapses; what was done at once and not signed is called out to the team.

    Says how many that were.
    """
    due = Proposal.objects.filter(due_at__lte=now, reminded_at=None)
    waiting = due.filter(state__in=states.PROPOSAL_WAITING).values_list("pk", flat=True)
    return sum(_expire(pk, now) for pk in list(waiting))


@transaction.atomic
def _expire(pk: int, now: datetime) -> bool:
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=pk)
    if not proposal.waits or proposal.reminded_at or proposal.due_at > now:
        return False
    proposal.reminded_at = now
    if proposal.state == ProposalState.AWAITING:
        proposal.move(ProposalState.EXPIRED)
        _record(None, "proposal.expired", proposal)
    else:
        _record(None, "proposal.unsigned", proposal)
        _tell_team(proposal, "Still without a second signature")
    proposal.save()
    return True


def _changing(pk: int, version: int) -> Proposal:
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=pk)
    if proposal.version != version or not proposal.waits:
        raise StaleProposal(proposal)
    return proposal


def _withdraw(proposal: Proposal, by: Member) -> None:
    proposal.move(ProposalState.WITHDRAWN)
    proposal.save()
    _record(by, "proposal.withdrawn", proposal)


def _follow(follows: dict[str, Carry], by: Member, proposal: Proposal) -> None:
    what = follows.get(proposal.act)
    if what is not None:
        what(by, proposal)


def signers(proposal: Proposal) -> list[Member]:
    """Who may sign it."""
    held = Role.objects.held().filter(name__in=MODERATING).values("member")
    team = with_rights(Member.objects.filter(Q(pk__in=held), is_active=True))
    return [one for one in team.values() if can(one, Verb.COSIGN, proposal)]


def _tell_team(proposal: Proposal, title: str = "Something needs a second signature") -> None:
    for member in signers(proposal):
        notify(
            member,
            kind="proposal",
            title=title,
            body=f"{proposal.by}: {proposal.get_act_display().lower()}.",
            link=proposal.get_absolute_url(),
            band=proposal.band,
        )


def _record(by: Member | None, act: str, proposal: Proposal) -> None:
    said = {"act": proposal.act, "member": proposal.member_id, "state": proposal.state}
    record(by, act, f"proposal:{proposal.pk}", said, band=proposal.band)
