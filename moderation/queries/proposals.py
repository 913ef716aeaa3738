"""What waits for a second signature, and what was revealed to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from community.access import Verb, can, moderated_bands
from community.members.models import Member
from moderation.actions.proposals import REVEALED_FOR
from moderation.models import Proposal
from moderation.states import PROPOSAL_WAITING

LATEST = 20


@dataclass(frozen=True)
class ProposalPage:
    """revealed: who the member is, while the two who signed may see it."""

    proposal: Proposal
    may_sign: bool
    may_withdraw: bool
    revealed: Member | None
    revealed_until: datetime | None


def proposals_of(member: Member) -> tuple[list[Proposal], list[Proposal]]:
    """What waits, the most pressing first, and the latest that does not."""
    seen = (
        Proposal.objects.filter(band__in=moderated_bands(member))
        .exclude(member=member)
        .select_related("by", "member", "answered_by")
    )
    waiting = seen.filter(state__in=PROPOSAL_WAITING).order_by("due_at")
    return list(waiting), list(seen.exclude(state__in=PROPOSAL_WAITING)[:LATEST])


def proposal_page(member: Member, proposal: Proposal) -> ProposalPage:
    since = proposal.answered_at or proposal.made_at
    until = since + REVEALED_FOR
    shown = (
        proposal.act == Proposal.Act.REVEAL
        and proposal.is_in_force
        and member.pk in (proposal.by_id, proposal.answered_by_id)
        and until > timezone.now()
    )
    own = proposal.by_id == member.pk
    return ProposalPage(
        proposal=proposal,
        may_sign=proposal.waits and can(member, Verb.COSIGN, proposal),
        may_withdraw=own and proposal.state == "awaiting",
        revealed=proposal.member if shown else None,
        revealed_until=until if shown else None,
    )
