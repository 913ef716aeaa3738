"""What groups keep of the people in them."""

from __future__ import annotations

from django.db.models import Q

from community.personal import (
    CONSENT,
    SAFETY,
    Ends,
    Holding,
    Use,
    nothing_personal,
    register,
    sweep,
)
from community.personal.names import without_calls
from groups.models import ChatLine

MEETING = {"group": "session__group__name", "meeting": "session__title"}

register(
    Holding(
        model="groups.Membership",
        title="Groups you are in",
        of="member",
        uses=(Use("state asked_at changed_at", "To keep your place in the group."),),
        plain="id group member",
        beside={"group": "group__name"},
    ),
    Holding(
        model="groups.GroupHost",
        title="Groups you run",
        of="member",
        uses=(Use("role", "So that members know who runs the group."),),
        plain="id group member",
        beside={"group": "group__name"},
    ),
    Holding(
        model="groups.Acceptance",
        title="Comfort agreements you said yes to",
        of="member",
        uses=(Use("accepted_at", "So that everybody in the room has promised the same.", SAFETY),),
        plain="id member agreement",
        beside={"version": "agreement__version", "text": "agreement__text"},
    ),
    Holding(
        model="groups.Attendance",
        title="Meetings you were in",
        of="member",
        uses=(Use("joined_at left_at", "To know who was in the room, should it matter.", SAFETY),),
        plain="id session member",
        beside=MEETING,
    ),
    Holding(
        model="groups.Removal",
        title="Meetings you were taken out of",
        of="member",
        uses=(Use("created_at reason", "To keep a meeting safe.", SAFETY),),
        plain="id session member",
        team="by",
        beside=MEETING,
        ends=Ends("created_at", 730),
    ),
    Holding(
        model="groups.ChatLine",
        title="What you wrote in the chat of a meeting",
        of="member",
        uses=(
            Use(
                "text created_at state", "So that people can write beside the call.", CONSENT, True
            ),
            Use("html", "To show your words.", withheld="The same words again."),
            Use("verdict", "To notice danger.", SAFETY, withheld="Scores of the filter."),
        ),
        plain="id session member seq key",
        beside=MEETING,
        ends=Ends("created_at", 365),
    ),
    Holding(
        model="groups.Signal",
        title="When you asked for a word",
        of="member",
        uses=(Use("why created_at seen_at", "So that somebody comes to you.", SAFETY, True),),
        plain="id session member",
        team="seen_by",
        beside=MEETING,
        ends=Ends("created_at", 365),
    ),
)
nothing_personal(
    "Groups, their meetings and promises, planned by the team.",
    "groups.Group",
    "groups.Session",
    "groups.ComfortAgreement",
)


def _take_out(member_id: int, name: str, email: str) -> None:
    """Where others called the person by name in the chat."""
    called = Q(text__icontains=f"@{name}") | Q(text__icontains=email)
    for line in ChatLine.objects.filter(called).exclude(member=member_id):
        line.text = without_calls(line.text, name, email)
        line.html = without_calls(line.html, name, email)
        line.save(update_fields=["text", "html"])


sweep(_take_out)
