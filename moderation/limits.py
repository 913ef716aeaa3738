"""What a member under a limit writes waits for a moderator, whatever the filter says of it."""

from __future__ import annotations

from dataclasses import replace

from community.members.models import Limit, Member
from moderation.screening.verdict import Reason, Verdict

WAITS = Reason(
    "limit.premoderate",
    "limit",
    0.0,
    "For a while a moderator reads what this person writes before others do.",
)


def held_if_limited(member: Member, verdict: Verdict) -> Verdict:
    if not member.is_limited(Limit.Kind.PREMODERATE):
        return verdict
    tier = verdict.tier or "P3"
    return replace(verdict, outcome="hold", tier=tier, reasons=(*verdict.reasons, WAITS))
