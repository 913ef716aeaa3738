"""How something before the moderators is spoken of, to them and to the people whom it is about.

Words are the rule. What is no words, such as how somebody was in a call, brings a manner of its
own. Keys are the values of `DecisionAction`, or states of the content.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

RETURN = "return_for_edit"
RETURNED = "returned_for_edit"


@dataclass(frozen=True)
class Manner:
    """`{name}` and `{place}` stand for who answers for it and where it was.

    buttons: what can be decided at all, in the words of the button. done: what a moderator did.
    told, after: title and last sentence of the letter about a decision. own: where it stands, for
    whom it is about. stands: the same for moderators. stays: what reporters read when nothing
    followed. back, lifted: titles after an appeal. reasons: which reason templates fit.
    a_person: it is about one person, who can be worried about and for whom a step can follow;
    otherwise all who look after it are told. evidence: nothing is kept of it but what reporters
    write, so they have to. shown: others can see it, so reports may take it out of sight. reader:
    who reads the letter about a decision.
    """

    report: str
    about: str
    buttons: Mapping[str, str]
    done: Mapping[str, str]
    told: Mapping[str, str]
    after: Mapping[str, str]
    own: Mapping[str, str]
    own_heading: str
    stands: Mapping[str, str]
    stays: str
    back: str
    lifted: str
    may_stay: str
    reasons: str = "words"
    a_person: bool = True
    evidence: bool = False
    shown: bool = True
    reader: str = "The author reads"
    note: str = "A line of your own (if you like)"


_only_team = "only the author and the team see it"
_kept = "Your words are kept for you."
WRITTEN = Manner(
    report="Report what {name} wrote",
    about="About what {name} wrote in {place}. Nobody learns who reported.",
    buttons={
        "approve": "Publish",
        RETURN: "Ask for a change",
        "hide": "Hide",
        "remove": "Remove",
        "escalate": "Pass on",
        "watch": "Publish and watch",
    },
    done={
        "approve": "published it",
        RETURN: "asked the author for a change",
        "hide": "hid it",
        "remove": "removed it",
        "escalate": "passed it on",
        "watch": "published it and keeps watch",
    },
    told={
        "approve": "Your words are up",
        "watch": "Your words are up",
        RETURN: "Please change this a little",
        "hide": "A moderator hid what you wrote",
        "remove": "A moderator took down what you wrote",
    },
    after={
        "approve": "A moderator has looked at what you wrote. Others can read it now.",
        "watch": "A moderator has looked at what you wrote. Others can read it now.",
        RETURN: "Your words are kept. Change them and send them again.",
        "hide": _kept,
        "remove": _kept,
    },
    own={
        "approve": "Looked at, and it is up",
        "watch": "Looked at, and it is up",
        RETURN: "Please change this a little",
        "hide": "A moderator hid this",
        "remove": "A moderator took this down",
        "escalate": "Waiting for a moderator",
    },
    own_heading="Your words",
    stands={
        "pending": "an edit that waits while the old version is up",
        "held": f"held: {_only_team}",
        "hidden": f"hidden: {_only_team}",
        "published": "up: others can read it",
        RETURNED: "with its author, to change",
    },
    stays="They found that it can stay. Thank you for telling us: it is always right to ask.",
    back="You were right: your words are back",
    lifted="We looked again: your words stay down, and the rest was lifted",
    may_stay="Another person found that it can stay. It was still right to ask.",
)
