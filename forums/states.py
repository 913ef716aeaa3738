"""The life of a post, as one table. Whatever is not in the table does not happen."""

from __future__ import annotations

from django.db import models

from community.transitions import either
from moderation import content


class State(models.TextChoices):
    DRAFT = "draft", "Draft"
    SCREENING = "screening", "Being checked"
    PUBLISHED = "published", "Published"
    HELD = "held", "Waiting for a moderator"
    HIDDEN = "hidden", "Hidden"
    REMOVED = "removed", "Removed"
    WITHDRAWN = "withdrawn", "Taken back"
    RETURNED = "returned_for_edit", "Returned to change"


MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.SCREENING, State.WITHDRAWN}),
    State.SCREENING: frozenset({State.PUBLISHED, State.HELD, State.WITHDRAWN}),
    # An edit takes a post back into screening.
    State.PUBLISHED: frozenset({State.HIDDEN, State.REMOVED, State.WITHDRAWN, State.SCREENING}),
    State.HELD: frozenset(
        {State.PUBLISHED, State.RETURNED, State.REMOVED, State.WITHDRAWN, State.SCREENING}
    ),
    State.HIDDEN: frozenset({State.PUBLISHED, State.REMOVED}),
    # Published from here only when another person reverses the decision.
    State.RETURNED: frozenset({State.SCREENING, State.WITHDRAWN, State.PUBLISHED}),
    State.REMOVED: frozenset({State.PUBLISHED}),
    State.WITHDRAWN: frozenset(),
}

# A moderator's decision that is taken back within seconds; nothing else goes these ways.
UNDONE: dict[State, frozenset[State]] = {
    State.PUBLISHED: frozenset({State.HELD, State.HIDDEN}),
    State.RETURNED: frozenset({State.HELD}),
    State.HIDDEN: frozenset({State.PUBLISHED}),
    State.REMOVED: frozenset({State.HELD, State.HIDDEN, State.PUBLISHED}),
}
EVER = either(MOVES, UNDONE)

# The author may still read these, and only the author and the moderators.
WAITING = frozenset({State.SCREENING, State.HELD, State.RETURNED})
TAKEN_DOWN = frozenset({State.HIDDEN, State.REMOVED, State.WITHDRAWN})


class IllegalTransition(content.IllegalTransition):
    """A post cannot go from one of these states to the other."""

    def __init__(self, before: str, after: str) -> None:
        super().__init__(f"A post that is {before} cannot become {after}.")
        self.before = before
        self.after = after


def check(before: str, after: str, *, undo: bool = False) -> None:
    """Raises IllegalTransition for a move that the table does not know."""
    table = UNDONE if undo else MOVES
    if State(after) not in table.get(State(before), frozenset()):
        raise IllegalTransition(before, after)
