"""The lives of a reviewable and of a crisis case, as tables. What is not in a table does not
happen.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models

from moderation.content import IllegalTransition, Item


class ReviewState(models.TextChoices):
    OPEN = "open", "Open"
    CLAIMED = "claimed", "Being looked at"
    DECIDED = "decided", "Decided"
    CLOSED = "closed", "Closed"
    NEEDS_INFO = "needs_info", "Waiting for an answer"
    ESCALATED = "escalated", "Passed on"
    AWAITING_SECOND = "awaiting_second", "Waiting for a second person"
    ON_WATCH = "on_watch", "Being watched"
    APPEALED = "appealed", "Another look was asked for"
    UPHELD = "upheld", "Decision kept"
    OVERTURNED = "overturned", "Decision reversed"
    MODIFIED = "modified", "Decision changed"


R = ReviewState

# Somebody may take these; a lapsed claim goes back to the one it came from.
CLAIMABLE = frozenset({R.OPEN, R.NEEDS_INFO, R.ESCALATED, R.AWAITING_SECOND, R.APPEALED})
WAITING = CLAIMABLE | {R.CLAIMED}
FINISHED = frozenset({R.CLOSED, R.UPHELD, R.OVERTURNED, R.MODIFIED})

REVIEW_MOVES: Mapping[ReviewState, frozenset[ReviewState]] = {
    R.OPEN: frozenset({R.CLAIMED, R.CLOSED}),
    R.CLAIMED: CLAIMABLE | {R.DECIDED, R.ON_WATCH, R.CLOSED, R.UPHELD, R.OVERTURNED, R.MODIFIED},
    R.DECIDED: frozenset({R.CLOSED}),
    R.CLOSED: frozenset({R.OPEN, R.APPEALED}),
    R.NEEDS_INFO: frozenset({R.OPEN, R.CLAIMED, R.CLOSED}),
    # Open again when whoever passed it on takes that back at once.
    R.ESCALATED: frozenset({R.CLAIMED, R.CLOSED, R.OPEN}),
    R.AWAITING_SECOND: frozenset({R.CLAIMED, R.CLOSED}),
    R.ON_WATCH: frozenset({R.OPEN, R.CLOSED}),
    R.APPEALED: frozenset({R.CLAIMED, R.CLOSED}),
    R.UPHELD: frozenset({R.OPEN, R.APPEALED}),
    R.OVERTURNED: frozenset({R.OPEN}),
    R.MODIFIED: frozenset({R.OPEN, R.APPEALED}),
}


class CaseState(models.TextChoices):
    RAISED = "raised", "Raised"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    CONTACTING = "contacting", "Getting in touch"
    ACTIVE_SUPPORT = "active_support", "Supporting now"
    HANDED_OVER = "handed_over", "Handed over"
    STOOD_DOWN = "stood_down", "Stood down"
    FOLLOW_UP = "follow_up", "Following up"
    CLOSED = "closed", "Closed"


C = CaseState

CASE_MOVES: Mapping[CaseState, frozenset[CaseState]] = {
    C.RAISED: frozenset({C.ACKNOWLEDGED}),
    C.ACKNOWLEDGED: frozenset({C.CONTACTING, C.STOOD_DOWN}),
    C.CONTACTING: frozenset({C.ACTIVE_SUPPORT, C.HANDED_OVER, C.STOOD_DOWN}),
    C.ACTIVE_SUPPORT: frozenset({C.HANDED_OVER, C.STOOD_DOWN}),
    C.HANDED_OVER: frozenset({C.FOLLOW_UP}),
    C.STOOD_DOWN: frozenset({C.FOLLOW_UP}),
    C.FOLLOW_UP: frozenset({C.CLOSED, C.CONTACTING}),
    C.CLOSED: frozenset(),
}


class ProposalState(models.TextChoices):
    """`acted`: done at once by break-glass, and still to be signed."""

    AWAITING = "awaiting", "Waiting for a second person"
    APPROVED = "approved", "Agreed"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Taken back"
    EXPIRED = "expired", "Nobody answered in time"
    ACTED = "acted", "Done at once, waiting for a second signature"
    COSIGNED = "cosigned", "Done at once, and agreed"
    DISPUTED = "disputed", "Done at once, and not agreed"


P = ProposalState

PROPOSAL_MOVES: Mapping[ProposalState, frozenset[ProposalState]] = {
    P.AWAITING: frozenset({P.APPROVED, P.DECLINED, P.WITHDRAWN, P.EXPIRED}),
    P.ACTED: frozenset({P.COSIGNED, P.DISPUTED}),
    P.APPROVED: frozenset(),
    P.DECLINED: frozenset(),
    P.WITHDRAWN: frozenset(),
    P.EXPIRED: frozenset(),
    P.COSIGNED: frozenset(),
    P.DISPUTED: frozenset(),
}
PROPOSAL_WAITING = frozenset({P.AWAITING, P.ACTED})
PROPOSAL_IN_FORCE = frozenset({P.APPROVED, P.ACTED, P.COSIGNED})


class TrialState(models.TextChoices):
    """Other thresholds, from the proposal on."""

    PROPOSED = "proposed", "Waiting for a second person"
    SHADOW = "shadow", "On trial in the shadow"
    PUBLISHED = "published", "In force"
    DROPPED = "dropped", "Dropped"


T = TrialState

TRIAL_MOVES: Mapping[TrialState, frozenset[TrialState]] = {
    T.PROPOSED: frozenset({T.SHADOW, T.DROPPED}),
    T.SHADOW: frozenset({T.PUBLISHED, T.DROPPED}),
    T.PUBLISHED: frozenset(),
    T.DROPPED: frozenset(),
}


class DecisionAction(models.TextChoices):
    """What a moderator can decide, in the order of the keys 1 to 6."""

    APPROVE = "approve", "Publish"
    RETURN = "return_for_edit", "Ask for a change"
    HIDE = "hide", "Hide"
    REMOVE = "remove", "Remove"
    ESCALATE = "escalate", "Pass on"
    WATCH = "watch", "Publish and watch"


D = DecisionAction

# By the content's own state. Passing on is always possible: it leaves the content as it is.
POSSIBLE: Mapping[str, frozenset[DecisionAction]] = {
    "held": frozenset({D.APPROVE, D.RETURN, D.REMOVE, D.ESCALATE, D.WATCH}),
    "published": frozenset({D.APPROVE, D.HIDE, D.REMOVE, D.ESCALATE, D.WATCH}),
    "hidden": frozenset({D.APPROVE, D.REMOVE, D.ESCALATE, D.WATCH}),
}
RESTRICTING = frozenset({D.RETURN, D.HIDE, D.REMOVE})


def check_review(before: str, after: str) -> None:
    """Raises IllegalTransition for a move of a reviewable that the table does not know."""
    if ReviewState(after) not in REVIEW_MOVES[ReviewState(before)]:
        raise IllegalTransition(f"A reviewable that is {before} cannot become {after}.")


def check_case(before: str, after: str) -> None:
    """Raises IllegalTransition for a move of a crisis case that the table does not know."""
    if CaseState(after) not in CASE_MOVES[CaseState(before)]:
        raise IllegalTransition(f"A crisis case that is {before} cannot become {after}.")


def check_proposal(before: str, after: str) -> None:
    """Raises IllegalTransition for a move of a proposal that the table does not know."""
    if ProposalState(after) not in PROPOSAL_MOVES[ProposalState(before)]:
        raise IllegalTransition(f"A proposal that is {before} cannot become {after}.")


def check_trial(before: str, after: str) -> None:
    """Raises IllegalTransition for a move of a trial that the table does not know."""
    if TrialState(after) not in TRIAL_MOVES[TrialState(before)]:
        raise IllegalTransition(f"A trial that is {before} cannot become {after}.")


def possible_actions(content_state: str, pending: bool = False) -> frozenset[DecisionAction]:
    """Empty for content that its author took back: there is nothing left to decide.

    pending: the judged text is an edit of something published, so it can go back to its author.
    """
    possible = POSSIBLE.get(content_state, frozenset())
    return possible | {D.RETURN} if pending and possible else possible


def possible_for(item: Item | None) -> frozenset[DecisionAction]:
    """What can be decided about an item; nothing when it is gone."""
    if item is None:
        return frozenset()
    if item.possible is not None:
        return frozenset(map(DecisionAction, item.possible))
    return possible_actions(item.state, item.pending)
