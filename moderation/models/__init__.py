"""What moderation keeps."""

from moderation.models.alarms import Alarm, AlarmCall, Beat, Chain
from moderation.models.audit import FIRST_HASH, AppendOnly, AuditEvent, chain_hash
from moderation.models.crisis import CaseCheck, CaseNote, CrisisCase, FollowUp, Risk, Step
from moderation.models.decisions import (
    About,
    Appeal,
    AppealMessage,
    Decision,
    Family,
    ReasonTemplate,
)
from moderation.models.policies import PolicyPack
from moderation.models.reviewables import Flag, Part, PullCount, Reviewable, Skip, lease_end
from moderation.models.rota import Cover, Duty, Shift, Weekday
from moderation.models.sanctions import BREAK_GLASS, STRIKES, Proposal, Rung, Sanction
from moderation.models.second_looks import SecondLook
from moderation.models.sweeps import MOST_ALONE, Sweep
from moderation.models.trials import Trial
from moderation.models.wellbeing import Exposure, Pause, Wellbeing

__all__ = [
    "BREAK_GLASS",
    "FIRST_HASH",
    "MOST_ALONE",
    "STRIKES",
    "About",
    "Alarm",
    "AlarmCall",
    "Appeal",
    "AppealMessage",
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
    "Exposure",
    "Family",
    "Flag",
    "FollowUp",
    "Part",
    "Pause",
    "PolicyPack",
    "Proposal",
    "PullCount",
    "ReasonTemplate",
    "Reviewable",
    "Risk",
    "Rung",
    "Sanction",
    "SecondLook",
    "Shift",
    "Skip",
    "Step",
    "Sweep",
    "Trial",
    "Weekday",
    "Wellbeing",
    "chain_hash",
    "lease_end",
]
