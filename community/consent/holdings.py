"""What is kept of a yes or a no, and of guardians."""

from __future__ import annotations

from django.db.models import Q

from community.personal import LAW, SAFETY, Ends, Holding, Leave, Use, nothing_personal, register

SHOW = "To be able to show who said yes to what, in which words, and when."
SECRET = "A secret. It would help only somebody who wants to pass for your guardian."  # noqa: S105
register(
    Holding(
        model="consent.Consent",
        title="What you agreed to",
        of="member",
        uses=(Use("purpose given giver method version at", SHOW, LAW),),
        plain="id member guardianship",
        leave=Leave.STAY,
    ),
    Holding(
        model="consent.Guardianship",
        title="Your guardian's yes",
        of="member",
        uses=(
            Use("made_at", SHOW, LAW),
            Use(
                "email",
                "To write to your guardian about their yes.",
                LAW,
                withheld="It is your guardian's, and they can ask for it.",
            ),
            Use(
                "passphrase nonce mark code code_expires_at tries locked_until",
                "To know your guardian again.",
                LAW,
                withheld=SECRET,
            ),
        ),
        plain="id member",
    ),
    Holding(
        model="consent.Asking",
        title="When you could not ask a guardian",
        of="member",
        uses=(
            Use(
                "words band state made_at decided_at",
                "So that two people of the safeguarding team can decide.",
                SAFETY,
                health=True,
            ),
            Use("email", "To answer you before you have an account.", SAFETY),
            Use("nonce mark code code_expires_at", "To let you in once.", SAFETY, withheld=SECRET),
        ),
        plain="id member",
        ends=Ends("decided_at", 365, only=~Q(state="waiting")),
    ),
)
nothing_personal(
    "An address of a guardian who has not answered, deleted after 14 days. It is no member's.",
    "consent.Invitation",
)
