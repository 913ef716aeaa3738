"""The write path: what people and detectors do in moderation."""

from moderation.actions.appeals import answer_appeal, ask_again, can_appeal
from moderation.actions.audit import Broken, record, verify
from moderation.actions.cases import StaleCase, add_note, move_case, raise_case
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
from moderation.actions.intake import open_reviewable, settle
from moderation.actions.sampling import sample
from moderation.actions.undoing import TooLate, undo, undoable
from moderation.actions.wellbeing import end_break, look_after, take_break

__all__ = [
    "Broken",
    "NotYours",
    "Offer",
    "Others",
    "StaleCase",
    "StaleDecision",
    "TooLate",
    "add_note",
    "answer_appeal",
    "ask_again",
    "can_appeal",
    "claim",
    "claim_next",
    "claim_together",
    "decide",
    "end_break",
    "flag",
    "hand_on",
    "heartbeat",
    "look_after",
    "move_case",
    "offer",
    "open_reviewable",
    "raise_case",
    "record",
    "release",
    "reportable",
    "sample",
    "settle",
    "skip",
    "take_break",
    "together",
    "undo",
    "undoable",
    "verify",
]
