"""The states of memberships, sessions and chat lines, and the moves between them."""

from __future__ import annotations

from django.db import models

from community.transitions import either


class Entry(models.TextChoices):
    """How somebody becomes a member of a group."""

    OPEN = "open", "Open to join"
    REQUEST = "request", "Ask to join"


class Shape(models.TextChoices):
    """Whether people come and go, or begin and end together."""

    OPEN = "open", "Open group"
    COHORT = "cohort", "Cohort"


class Phase(models.TextChoices):
    """People find each other; it meets; it has said goodbye."""

    FORMING = "forming", "Forming"
    RUNNING = "running", "Meeting"
    CLOSED = "closed", "Ended"


class HostRole(models.TextChoices):
    FACILITATOR = "facilitator", "Facilitator"
    CO_FACILITATOR = "co_facilitator", "Co-facilitator"


class MembershipState(models.TextChoices):
    ACTIVE = "active", "In the group"
    WAITING = "waiting", "On the waiting list"
    LEFT = "left", "Left"
    REMOVED = "removed", "Taken out by a moderator"


class SessionState(models.TextChoices):
    """Open: a facilitator opened the room; live: others are in it. Or it is called off."""

    SCHEDULED = "scheduled", "Planned"
    OPEN = "open", "Open"
    LIVE = "live", "Live now"
    CLOSED = "closed", "Ended"
    CALLED_OFF = "called_off", "Called off"


class LineState(models.TextChoices):
    PUBLISHED = "published", "Sent"
    HELD = "held", "Waiting for a moderator"
    HIDDEN = "hidden", "Hidden"
    REMOVED = "removed", "Removed"
    RETURNED = "returned_for_edit", "Returned to the author"


class ConductState(models.TextChoices):
    """What followed from a report about a call. The values are those of all content."""

    NOTHING_FOLLOWED = "published", "Nothing followed"
    SPOKEN_TO = "returned_for_edit", "Spoken to"
    OUT = "removed", "Out of the group, or ended"


CONDUCT_MOVES: dict[ConductState, frozenset[ConductState]] = {
    ConductState.NOTHING_FOLLOWED: frozenset({ConductState.SPOKEN_TO, ConductState.OUT}),
    # Taken back at once, or after an appeal.
    ConductState.SPOKEN_TO: frozenset({ConductState.NOTHING_FOLLOWED}),
    ConductState.OUT: frozenset({ConductState.NOTHING_FOLLOWED}),
}

LINE_MOVES: dict[LineState, frozenset[LineState]] = {
    LineState.PUBLISHED: frozenset({LineState.HELD, LineState.HIDDEN, LineState.REMOVED}),
    LineState.HELD: frozenset({LineState.PUBLISHED, LineState.RETURNED, LineState.REMOVED}),
    LineState.HIDDEN: frozenset({LineState.PUBLISHED, LineState.REMOVED}),
    # An appeal that is upheld brings a line back.
    LineState.REMOVED: frozenset({LineState.PUBLISHED}),
    LineState.RETURNED: frozenset({LineState.REMOVED}),
}
# A moderator's decision that is taken back within seconds; nothing else goes these ways.
LINE_UNDONE: dict[LineState, frozenset[LineState]] = {
    LineState.PUBLISHED: frozenset({LineState.HELD, LineState.HIDDEN}),
    LineState.RETURNED: frozenset({LineState.HELD}),
    LineState.HIDDEN: frozenset({LineState.PUBLISHED}),
    LineState.REMOVED: frozenset({LineState.HELD, LineState.HIDDEN, LineState.PUBLISHED}),
}
LINE_EVER = either(LINE_MOVES, LINE_UNDONE)
