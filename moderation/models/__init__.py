"""What moderation keeps."""

from moderation.models.audit import FIRST_HASH, AppendOnly, AuditEvent, chain_hash
from moderation.models.crisis import CaseNote, CrisisCase, Risk
from moderation.models.decisions import Appeal, Decision, Family, ReasonTemplate
from moderation.models.reviewables import Flag, PullCount, Reviewable, Skip, lease_end
from moderation.models.wellbeing import Exposure, Pause, Wellbeing

__all__ = [
    "FIRST_HASH",
    "Appeal",
    "AppendOnly",
    "AuditEvent",
    "CaseNote",
    "CrisisCase",
    "Decision",
    "Exposure",
    "Family",
    "Flag",
    "Pause",
    "PullCount",
    "ReasonTemplate",
    "Reviewable",
    "Risk",
    "Skip",
    "Wellbeing",
    "chain_hash",
    "lease_end",
]
