"""How somebody becomes a peer mentor, as a table. What is not in it does not happen.

Each step is what the team has in hand now; to go on, somebody says that it is done. `NEEDS` is what
has to be true first.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.db import models


class State(models.TextChoices):
    APPLIED = "applied", "Waiting for the team"
    REFERENCES = "references", "Asking for references"
    INTERVIEW = "interview", "A talk"
    CHECKS = "checks", "Background checks"
    TRAINING = "training", "Training"
    ACCEPTED = "accepted", "Peer mentor"
    DECLINED = "declined", "Not now"
    WITHDRAWN = "withdrawn", "Taken back"


S = State
ENDS = frozenset({S.DECLINED, S.WITHDRAWN})
FINISHED = ENDS | {S.ACCEPTED}
WAITING = frozenset(State) - FINISHED

MOVES: Mapping[State, frozenset[State]] = {
    S.APPLIED: ENDS | {S.REFERENCES},
    S.REFERENCES: ENDS | {S.INTERVIEW},
    S.INTERVIEW: ENDS | {S.CHECKS},
    S.CHECKS: ENDS | {S.TRAINING},
    S.TRAINING: ENDS | {S.ACCEPTED},
    S.ACCEPTED: frozenset(),
    S.DECLINED: frozenset(),
    S.WITHDRAWN: frozenset(),
}


class Need(StrEnum):
    """What a move asks for before it is made."""

    NOTE = "note"
    ANOTHER = "another person than the one who had the talk"
    SUPERVISOR = "supervisor"
    TRAINED = "trained"
    SIGNED = "signed by a second person"


NEEDS: Mapping[tuple[State, State], frozenset[Need]] = {
    (S.REFERENCES, S.INTERVIEW): frozenset({Need.NOTE}),
    (S.INTERVIEW, S.CHECKS): frozenset({Need.NOTE}),
    (S.CHECKS, S.TRAINING): frozenset({Need.NOTE, Need.ANOTHER}),
    (S.TRAINING, S.ACCEPTED): frozenset({Need.SUPERVISOR, Need.TRAINED, Need.SIGNED}),
}


class IllegalMove(Exception):
    """The table knows no such move."""


def check(before: str, after: str) -> None:
    """Raises IllegalMove for a move that the table does not know."""
    if State(after) not in MOVES[State(before)]:
        raise IllegalMove(f"An application that is {before} cannot become {after}.")


def needs(before: str, after: str) -> frozenset[Need]:
    return NEEDS.get((State(before), State(after)), frozenset())


def next_of(before: str) -> State | None:
    """The one step forward, if there is one."""
    ahead = MOVES[State(before)] - ENDS
    return next(iter(ahead), None)
