"""What is kept of people who are, or would like to be, peer mentors, and of who would like one."""

from __future__ import annotations

from django.db.models import Q

from community.mentoring.states import FINISHED
from community.personal import CONSENT, SAFETY, Ends, Holding, Use, register

CHOOSE = "To choose with care who looks after others."
OTHERS = "It may name others. Ask us, and a person goes through it with you."
TWO_YEARS = 730


register(
    Holding(
        model="mentoring.Wish",
        title="That you would like a mentor",
        of="member",
        uses=(Use("since another", "To find you a mentor.", CONSENT),),
        plain="member",
    ),
    Holding(
        model="mentoring.Step",
        title="What became of your application as a mentor",
        of="application__member",
        uses=(
            Use("before after at", CHOOSE, SAFETY),
            Use("note", CHOOSE, SAFETY, withheld=OTHERS),
        ),
        plain="id application",
        team="by signed_by",
        ends=Ends(
            "application__ended_at",
            TWO_YEARS,
            only=Q(application__state__in=sorted(FINISHED)),
        ),
    ),
    Holding(
        model="mentoring.Application",
        title="Applications as a mentor",
        of="member",
        uses=(
            Use("why offers", CHOOSE, CONSENT, health=True),
            Use("state made_at ended_at", CHOOSE, SAFETY),
        ),
        plain="id member version",
        ends=Ends("ended_at", TWO_YEARS, only=Q(state__in=sorted(FINISHED))),
    ),
    Holding(
        model="mentoring.Training",
        title="Training as a mentor",
        of="member",
        uses=(
            Use(
                "module done_on expires_on", "So that mentors know how to keep people safe.", SAFETY
            ),
        ),
        plain="id member",
        team="ticked_by",
    ),
    Holding(
        model="mentoring.SupervisionNote",
        title="Notes of your supervision as a mentor",
        of="mentor__member",
        uses=(
            Use("at band", "So that mentors are looked after, and members with them.", SAFETY),
            Use(
                "text",
                "So that mentors are looked after, and members with them.",
                SAFETY,
                health=True,
                withheld=OTHERS,
            ),
        ),
        plain="id mentor",
        team="by",
        ends=Ends("at", TWO_YEARS),
    ),
    Holding(
        model="mentoring.Mentor",
        title="Your work as a mentor",
        of="member",
        uses=(Use("most", "So that no mentor has to look after too many.", SAFETY),),
        plain="member",
        team="supervisor",
    ),
)
