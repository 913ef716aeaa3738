"""The write path of what people may do about their data."""

from community.rights.actions.again import Again, delete_again, would_delete_again
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
    "Again",
    "NotAsPlanned",
    "advance",
    "answer",
    "ask",
    "ask_to_leave",
    "carry_out",
    "correct_birthday",
    "delete_again",
    "dry_run",
    "is_genuine",
    "is_held",
    "lift_hold",
    "place_hold",
    "stay",
    "would_delete_again",
]
