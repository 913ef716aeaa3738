"""What is kept of how somebody came here."""

from __future__ import annotations

from community.joining.models import WaitingPlace
from community.personal import SERVICE, Holding, Use, nothing_personal, register, sweep

register(
    Holding(
        model="joining.Admission",
        title="How you came here",
        of="member",
        uses=(Use("source cohort code at", "To know which ways in work, and for whom.", SERVICE),),
        plain="id member",
        beside={"organisation": "cohort__organisation__name", "what you typed": "code__code"},
    ),
)
nothing_personal(
    "Organisations and the codes that they hand out.",
    "joining.Organisation",
    "joining.Cohort",
    "joining.ReferralCode",
)
nothing_personal(
    "An address of somebody who waits and is no member yet, deleted once they join or say so.",
    "joining.WaitingPlace",
)


def _take_out(member_id: int, name: str, email: str) -> None:
    """Somebody may have waited and then come in by another door."""
    WaitingPlace.objects.filter(email__iexact=email).delete()


sweep(_take_out)
