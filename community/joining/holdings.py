"""What is kept of how somebody came here."""

from __future__ import annotations

from community.personal import SERVICE, Holding, Use, nothing_personal, register

register(
    Holding(
        model="joining.Admission",
        title="How you came here",
        of="member",
        uses=(Use("source cohort code at", "To know which ways in work, and for whom.", SERVICE),),
        plain="id member",
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
