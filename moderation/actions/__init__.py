"""The write path: what people and detectors do in moderation."""

from moderation.actions.appeals import answer_appeal, ask_again, can_appeal
from moderation.actions.audit import Broken, record, verify
from moderation.actions.cases import StaleCase, add_note, move_case, raise_case
from moderation.actions.claims import (
    NotYours,
    claim,
    claim_next,
    claim_together,
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

__all__ = [
    "Broken",
    "NotYours",
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
    "flag",
    "heartbeat",
    "move_case",
    "open_reviewable",
    "raise_case",
    "record",
    "release",
    "reportable",
    "sample",
    "settle",
    "skip",
    "together",
    "undo",
    "undoable",
    "verify",
]
