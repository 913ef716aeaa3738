"""What is kept of private messages. What somebody was sent is the sender's; it goes with them."""

from __future__ import annotations

from community.personal import CONSENT, SAFETY, Ends, Holding, Use, register

WRITE = "So that you can write to each other."

register(
    Holding(
        model="private.Letterbox",
        title="Whether you take private messages",
        of="member",
        uses=(Use("is_open since", WRITE, CONSENT),),
        plain="member",
    ),
    Holding(
        model="private.Correspondence",
        title="Whom you asked to write to",
        of="asked_by",
        uses=(
            Use("one other answer created last_at", WRITE, withheld="An answer is the other's."),
        ),
        plain="id asked_by last_seq",
    ),
    Holding(
        model="private.Message",
        title="Private messages you wrote",
        of="author",
        uses=(
            Use("body html", WRITE, CONSENT, health=True),
            Use("state created published_at", WRITE),
            Use(
                "verdict care expected_by kept_back",
                "To notice danger, and to keep people apart who want to be.",
                SAFETY,
                health=True,
                withheld="Scores of the filter, and what somebody else chose.",
            ),
        ),
        plain="id correspondence author seq client_key",
        ends=Ends("created", 730),
    ),
    Holding(
        model="private.MessageMarker",
        title="How far you have read private messages",
        of="member",
        uses=(Use("seq", "To show you what is new."),),
        plain="id member correspondence",
    ),
    Holding(
        model="private.MessageDraft",
        title="Drafts of private messages",
        of="member",
        uses=(Use("body saved_at to", "To finish it later.", CONSENT, health=True),),
        plain="id member",
    ),
)
