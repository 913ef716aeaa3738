"""One trace of each kind that somebody leaves."""

from __future__ import annotations

from collections.abc import Callable

from tests.rights.traces import account, forum, people, team
from tests.rights.traces.once import once_each
from tests.rights.world import World

TRACES: dict[str, Callable[[World], None]] = {
    function.__name__: function
    for function in (
        forum.published,
        forum.held,
        forum.hidden,
        forum.draft_post,
        forum.conversation,
        forum.held_conversation,
        forum.revision,
        forum.named_by_others,
        forum.draft,
        forum.marks,
        people.group,
        people.meeting,
        account.told,
        account.signed_in,
        account.agreed,
        account.addresses,
        team.decided,
        team.reported,
        team.looked_after,
        team.proposed,
        team.asked,
        forum.wrote_in_private,
        people.mentored,
        people.kept_away,
        account.asked_alone,
    )
}

__all__ = ["TRACES", "once_each"]
