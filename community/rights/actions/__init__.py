"""The write path of what people may do about their data."""

from community.rights.actions.asking import answer, ask, correct_birthday
from community.rights.actions.holding import is_held, lift_hold, place_hold
from community.rights.actions.leaving import (
    NotAsPlanned,
    advance,
    ask_to_leave,
    carry_out,
    dry_run,
    stay,
)
from community.rights.actions.receipts import is_genuine

__all__ = [
    "NotAsPlanned",
    "advance",
    "answer",
    "ask",
    "ask_to_leave",
    "carry_out",
    "correct_birthday",
    "dry_run",
    "is_genuine",
    "is_held",
    "lift_hold",
    "place_hold",
    "stay",
]
