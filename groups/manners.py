"""How calls and the people in them are spoken of to moderators, reporters and those concerned."""

from __future__ import annotations

from dataclasses import replace

from moderation.manner import RETURN, RETURNED, Manner

_nobody_learns = "Nobody learns who reported. Nothing was recorded, so we only know from you."
IN_A_CALL = Manner(
    report="Report how {name} was in the call",
    about="About what {name} said, did or showed in a call of “{place}”. " + _nobody_learns,
    buttons={
        "approve": "Nothing to do",
        RETURN: "Talk to them",
        "remove": "Out of the group",
        "escalate": "Pass on",
        "watch": "Keep watch",
    },
    done={
        "approve": "found nothing to do",
        RETURN: "talked to them",
        "remove": "took them out of the group",
        "escalate": "passed it on",
        "watch": "keeps watch",
    },
    told={
        RETURN: "A moderator writes to you about a call",
        "remove": "You are no longer in a group",
    },
    after={
        RETURN: "You are still in the group.",
        "remove": "You are no longer in this group, and cannot join its calls.",
    },
    own={
        "approve": "Looked at: nothing followed",
        "watch": "Looked at: nothing followed",
        RETURN: "A moderator wrote to you about a call",
        "remove": "A moderator took you out of a group",
        "escalate": "Waiting for a moderator",
    },
    own_heading="What it is about",
    stands={
        "published": "undecided: nothing has followed",
        RETURNED: "done: a moderator talked to them",
        "removed": "done: they are out of the group",
    },
    stays="They looked into it, and nothing has to follow. It is always right to tell us.",
    back="You were right: the decision about you was reversed",
    lifted="We looked again: what we wrote stands, and the rest was lifted",
    may_stay="Another person found that nothing had to follow. It was still right to tell us.",
    reasons="call",
    evidence=True,
    reader="They read",
    shown=False,
)
OF_A_MEETING = replace(
    IN_A_CALL,
    report="Report how the meeting went",
    about="About the meeting of “{place}” as a whole. " + _nobody_learns,
    buttons={**IN_A_CALL.buttons, RETURN: "Write to the facilitators", "remove": "End it now"},
    done={**IN_A_CALL.done, RETURN: "wrote to the facilitators", "remove": "ended the meeting"},
    told={
        RETURN: "A moderator writes to you about a meeting",
        "remove": "A moderator ended a meeting",
    },
    after={
        RETURN: "The group goes on as planned.",
        "remove": "The meeting is over. The group goes on as planned.",
    },
    own={
        **IN_A_CALL.own,
        RETURN: "A moderator wrote to you",
        "remove": "A moderator ended a meeting",
    },
    stands={
        "published": "undecided: nothing has followed",
        RETURNED: "done: a moderator wrote to the facilitators",
        "removed": "done: the meeting was ended",
    },
    back="You were right: the decision about the meeting was reversed",
    reasons="meeting",
    a_person=False,
    reader="The facilitators read",
)
