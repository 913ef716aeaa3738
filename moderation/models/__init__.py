"""What moderation keeps."""

from moderation.models.alarms import Alarm, AlarmCall, Beat, Chain
from moderation.models.audit import FIRST_HASH, AppendOnly, AuditEvent, chain_hash
from moderation.models.crisis import CaseCheck, CaseNote, CrisisCase, FollowUp, Risk, Step
from moderation.models.decisions import Appeal, Decision, Family, ReasonTemplate
from moderation.models.reviewables import Flag, PullCount, Reviewable, Skip, lease_end
from moderation.models.rota import Cover, Duty, Shift, Weekday

__all__ = [
    "FIRST_HASH",
    "Alarm",
    "AlarmCall",
    "Appeal",
    "AppendOnly",
    "AuditEvent",
    "Beat",
    "CaseCheck",
    "CaseNote",
    "Chain",
    "Cover",
    "CrisisCase",
    "Decision",
    "Duty",
    "Family",
    "Flag",
    "FollowUp",
    "PullCount",
    "ReasonTemplate",
    "Reviewable",
    "Risk",
    "Shift",
    "Skip",
    "Step",
    "Weekday",
    "chain_hash",
    "lease_end",
]
