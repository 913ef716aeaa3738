"""What is kept of somebody who asks about their data."""

from __future__ import annotations

from community.personal import LAW, Ends, Holding, Leave, Use, nothing_personal, register

ANSWER_FOR = "To do what you asked, and to be able to show that we did."

register(
    Holding(
        model="rights.DataRequest",
        title="Questions about your data",
        of="member",
        uses=(Use("about text asked_at answer answered_at", ANSWER_FOR, LAW, health=True),),
        plain="id member",
        team="answered_by",
        leave=Leave.BLANK,
        blank="text answer",
        ends=Ends("answered_at", 730, Leave.BLANK, blank="text answer"),
    ),
    Holding(
        model="rights.Departure",
        title="When you asked for your account to go",
        of="member",
        uses=(Use("asked_at due_at keep_words cancelled_at closed_at done_at", ANSWER_FOR, LAW),),
        plain="id member",
        leave=Leave.STAY,
    ),
    Holding(
        model="rights.LegalHold",
        title="What has to be kept",
        of="member",
        uses=(
            Use("starts_on ends_on lifted_at", "Because the law or somebody's safety asks.", LAW),
            Use(
                "reason made_at",
                "Because the law or somebody's safety asks.",
                LAW,
                withheld="It may name others. Ask us, and a person goes through it with you.",
            ),
        ),
        plain="id member",
        team="by lifted_by",
    ),
)
nothing_personal("Receipts say what was deleted, and not of whom.", "rights.Receipt")
