"""The table that `make run` prints: whom to sign in as, and what to try."""

from __future__ import annotations

from community.consent.demo import ASKED, GUARDIAN, born_of_asked
from community.joining.demo import CODE
from community.members.demo import DOMAIN, PASSWORD

TRIES = (
    ("rosa", "adult", "join the group session that is live; reply, flag, turn on flare mode"),
    ("tobias", "adult", "be the second person in the same call; see replies arrive"),
    ("hugo", "carer", "a parent: finds a space that members with pain cannot find"),
    ("juno", "16-17", "write in a space that adults cannot find"),
    ("milo", "13-15", "the youngest band: each post waits for a moderator"),
    ("remi", "turned 18", "go through the guide that opens the adults' spaces"),
    ("grace", "facilitator", "open the session, admit people from the lobby, mute, remove"),
    ("ana", "moderator", "triage the queue, riskiest first, with reasons"),
    ("noor", "crisis lead", "see the crisis cases that cries for help opened"),
    ("elif", "editor", "edit a resource in the page editor, under /admin/"),
    ("olu", "operator", "look after accounts and roles, under /admin/"),
)


def table() -> str:
    """Plain text, one account a line, below 100 columns."""
    rows = [(f"{name}@{DOMAIN}", who, what) for name, who, what in TRIES]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    lines = [f"  {address:<{widths[0]}}  {who:<{widths[1]}}  {what}" for address, who, what in rows]
    intro = f"Demo accounts (password for all: {PASSWORD}); letters are at /outbox/"
    day = born_of_asked()
    more = (
        f"Milo's guardian: ask for the link at /guardian/ as {GUARDIAN}, and take the yes back.",
        f"A guardian who was asked: the letter to {ASKED}; the young person was born on",
        f"  {day.day} {day.month} {day.year}. Join with the code {CODE}, or see the waiting list "
        "with PLACES=1.",
    )
    return "\n".join((intro, "", *lines, "", *more, ""))
