"""What is kept of a yes or a no."""

from __future__ import annotations

from community.personal import LAW, Holding, Leave, Use, register

register(
    Holding(
        model="consent.Consent",
        title="What you agreed to",
        of="member",
        uses=(
            Use(
                "purpose given giver method version at",
                "To be able to show who said yes to what, in which words, and when.",
                LAW,
            ),
        ),
        plain="id member",
        leave=Leave.STAY,
    ),
)
