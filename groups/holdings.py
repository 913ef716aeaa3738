"""What groups keep of the people in them."""

from __future__ import annotations

import re

from django.db.models import Q

from community.personal import (
    CONSENT,
    SAFETY,
    Ends,
    Holding,
    Leave,
    Use,
    nothing_personal,
    register,
    sweep,
)
from community.personal.names import SOMEBODY, without_calls
from groups.models import ChatLine, SessionNote

MEETING = {"group": "session__group__name", "meeting": "session__title"}

register(
    Holding(
        model="groups.Membership",
        title="Groups you are in",
        of="member",
        uses=(
            Use("state asked_at changed_at", "To keep your place in the group."),
            Use("remind", "To remind you of meetings, or not."),
        ),
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
        uses=(Use("created_at reason until", "To keep a meeting safe.", SAFETY),),
        plain="id session member",
        team="by",
        beside=MEETING,
        ends=Ends("created_at", 730),
    ),
    Holding(
        model="groups.Conduct",
        title="Calls about which a moderator wrote to you",
        of="member",
        uses=(
            Use("state created_at", "To look into what somebody reported about a call.", SAFETY),
        ),
        plain="id session member whole took",
        # A report that came to nothing is told to nobody.
        only=~Q(state="published"),
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
        plain="id session member case",
        team="seen_by",
        beside=MEETING,
        ends=Ends("created_at", 365),
    ),
)
register(
    Holding(
        model="groups.Reminder",
        title="Reminders of meetings",
        of="member",
        uses=(Use("when sent_at", "So that you are reminded once."),),
        plain="id session member",
        beside=MEETING,
        ends=Ends("sent_at", 180),
    ),
    Holding(
        model="groups.CheckIn",
        title="How you felt before and after meetings",
        of="member",
        uses=(
            Use(
                "moment pain mood confidence created_at",
                "So that you can see how meetings go for you. Nobody else sees it.",
                CONSENT,
                health=True,
            ),
        ),
        plain="id member session",
        beside=MEETING,
    ),
    Holding(
        model="groups.CalendarLink",
        title="The address of your calendar",
        of="member",
        uses=(
            Use("title made_at", "To show your meetings in a calendar of yours."),
            Use("digest", "To know the address again.", withheld="A secret, kept as a digest."),
        ),
        plain="id member",
    ),
    Holding(
        model="groups.Vote",
        title="Answers to questions in a meeting",
        of="member",
        uses=(Use("option", "To count what people in the room would like.", CONSENT),),
        plain="id poll member",
        beside={"question": "poll__question"},
    ),
    Holding(
        model="groups.Poll",
        title="Questions you asked in a meeting",
        of="by",
        uses=(Use("question opened_at", "To ask everybody in the room."),),
        plain="id session by options closed_at",
        leave=Leave.STAY,
        beside=MEETING,
    ),
    Holding(
        model="groups.SessionNote",
        title="Notes you wrote as a facilitator",
        of="author",
        uses=(Use("text created_at", "So that facilitators can hand over.", SAFETY, True),),
        plain="id session author",
        leave=Leave.BLANK,
        blank="text",
        beside=MEETING,
        ends=Ends("created_at", 365),
    ),
    Holding(
        model="groups.RunSheet",
        title="Meetings in which it was your turn last",
        of="turn",
        uses=(
            Use(
                "turn had_turn spotlight",
                "To know whose turn it is.",
                withheld="Numbers of those in the room, for as long as it is open.",
            ),
        ),
        plain="id session point since",
        team="lead",
        leave=Leave.STAY,
    ),
)
nothing_personal(
    "Groups, their meetings and promises, planned by the team.",
    "groups.Group",
    "groups.Session",
    "groups.ComfortAgreement",
    "groups.Slot",
    "groups.GroupTemplate",
    "groups.TemplateMeeting",
)


def _take_out(member_id: int, name: str, email: str) -> None:
    """Where others called the person by name in the chat."""
    called = Q(text__icontains=f"@{name}") | Q(text__icontains=email)
    for line in ChatLine.objects.filter(called).exclude(member=member_id):
        line.text = without_calls(line.text, name, email)
        line.html = without_calls(line.html, name, email)
        line.save(update_fields=["text", "html"])
    standing = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    for note in SessionNote.objects.filter(text__contains=name):
        note.text = standing.sub(SOMEBODY, note.text)
        note.save(update_fields=["text"])


sweep(_take_out)
