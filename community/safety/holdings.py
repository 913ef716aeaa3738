"""What is kept of what members choose for their own safety and quiet."""

from __future__ import annotations

from community.personal import CONSENT, SAFETY, Holding, Use, register

register(
    Holding(
        model="safety.Distance",
        title="People you keep away",
        of="member",
        uses=(Use("other kind since", "So that they do not reach you.", SAFETY),),
        plain="id member",
    ),
    Holding(
        model="safety.Preference",
        title="What you would rather not read",
        of="member",
        uses=(
            Use(
                "topics words opens_notes",
                "So that it is folded away for you.",
                CONSENT,
                health=True,
            ),
        ),
        plain="member",
    ),
)
