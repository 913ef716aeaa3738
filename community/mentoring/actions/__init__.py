"""The write path: what members, mentors and those who lead do."""

from community.mentoring.actions.accepting import accept, renew
from community.mentoring.actions.applying import (
    NotNow,
    StaleApplication,
    apply,
    decline,
    move_on,
    read,
    take_back,
)
from community.mentoring.actions.mentors import (
    look_after_mentor,
    note_down,
    read_notes,
    tick,
)
from community.mentoring.actions.pairing import (
    ask,
    ask_for_another,
    close,
    hand_back,
    move,
    pair,
    prolong,
    stop_asking,
)

__all__ = [
    "NotNow",
    "StaleApplication",
    "accept",
    "apply",
    "ask",
    "ask_for_another",
    "close",
    "decline",
    "hand_back",
    "look_after_mentor",
    "move",
    "move_on",
    "note_down",
    "pair",
    "prolong",
    "read",
    "read_notes",
    "renew",
    "stop_asking",
    "take_back",
    "tick",
]
