"""The write path: what people and detectors do in moderation."""

from moderation.actions.alarms import answer_drill, raise_alarm
from moderation.actions.appeals import (
    add_to_appeal,
    answer_appeal,
    ask_again,
    ask_author,
    can_appeal,
)
from moderation.actions.audit import Broken, record, record_read, verify
from moderation.actions.cases import (
    StaleCase,
    add_note,
    debrief,
    follow_up,
    hand_lead,
    move_case,
    raise_case,
    tick_step,
)
from moderation.actions.choosing import Offer, Others, offer
from moderation.actions.claims import (
    NotYours,
    claim,
    claim_next,
    claim_together,
    hand_on,
    heartbeat,
    release,
    skip,
    together,
)
from moderation.actions.deciding import StaleDecision, decide
from moderation.actions.flags import flag, reportable
from moderation.actions.guardians import (
    decline_without_guardian,
    propose_without_guardian,
)
from moderation.actions.intake import open_reviewable, settle
from moderation.actions.policies import apply_pack, roll_back
from moderation.actions.proposals import StaleProposal, propose, withdraw
from moderation.actions.proposals import answer as answer_proposal
from moderation.actions.rota import cover, end_shift, give_shift
from moderation.actions.sampling import sample
from moderation.actions.sanctions import sanction_words, strikes_of
from moderation.actions.second_looks import judge as judge_again
from moderation.actions.second_looks import next_for as next_second_look
from moderation.actions.sweeping import DAYS as SWEEP_DAYS
from moderation.actions.sweeping import sweep, sweepable
from moderation.actions.team import appoint, clear, end_clearance, end_role
from moderation.actions.trials import drop_trial, propose_thresholds, publish_trial
from moderation.actions.undoing import TooLate, undo, undoable
from moderation.actions.wellbeing import end_break, look_after, take_break

__all__ = [
    "SWEEP_DAYS",
    "Broken",
    "NotYours",
    "Offer",
    "Others",
    "StaleCase",
    "StaleDecision",
    "StaleProposal",
    "TooLate",
    "add_note",
    "add_to_appeal",
    "answer_appeal",
    "answer_drill",
    "answer_proposal",
    "apply_pack",
    "appoint",
    "ask_again",
    "ask_author",
    "can_appeal",
    "claim",
    "claim_next",
    "claim_together",
    "clear",
    "cover",
    "debrief",
    "decide",
    "decline_without_guardian",
    "drop_trial",
    "end_break",
    "end_clearance",
    "end_role",
    "end_shift",
    "flag",
    "follow_up",
    "give_shift",
    "hand_lead",
    "hand_on",
    "heartbeat",
    "judge_again",
    "look_after",
    "move_case",
    "next_second_look",
    "offer",
    "open_reviewable",
    "propose",
    "propose_thresholds",
    "propose_without_guardian",
    "publish_trial",
    "raise_alarm",
    "raise_case",
    "record",
    "record_read",
    "release",
    "reportable",
    "roll_back",
    "sample",
    "sanction_words",
    "settle",
    "skip",
    "strikes_of",
    "sweep",
    "sweepable",
    "take_break",
    "tick_step",
    "together",
    "undo",
    "undoable",
    "verify",
    "withdraw",
]
