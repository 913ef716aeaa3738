"""What is kept of a yes or a no, and of guardians."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.consent.models import Asking, AskingState, Consent
from community.personal import (
    LAW,
    SAFETY,
    Ends,
    Holding,
    Leave,
    Use,
    nothing_personal,
    register,
    sweep,
)

SHOW = "To be able to show who said yes to what, in which words, and when."
SECRET = "A secret. It would help only somebody who wants to pass for your guardian."  # noqa: S105


class Answers(Holding):
    """The person's own, and those that a guardian gave for them."""

    def rows(self, member_id: int) -> models.QuerySet[Any]:
        return Consent.objects.filter(Q(member=member_id) | Q(guardianship__member=member_id))


register(
    Answers(
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
        # The row stays without an address, so that the answers that hang on it stay.
        leave=Leave.BLANK,
        blank="email passphrase nonce mark code code_expires_at locked_until",
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


def _take_out(member_id: int, name: str, email: str) -> None:
    """What was decided about somebody at that address, before they had an account."""
    answered = Asking.objects.filter(member=None, email__iexact=email)
    answered = answered.exclude(state=AskingState.WAITING)
    answered.exclude(code_expires_at__gt=timezone.now()).delete()


sweep(_take_out)
