"""Groups, who is in them, what they agreed to, and when they meet."""

from groups.models.agreements import (
    Acceptance,
    ComfortAgreement,
    accepted_ids,
    agreement_in_force,
)
from groups.models.circles import Group, GroupHost, Membership
from groups.models.conduct import Conduct
from groups.models.records import CalendarLink, CheckIn, Reminder, SessionNote
from groups.models.sessions import (
    DOORS_OPEN,
    OVERRUN,
    ROOM_PREFIX,
    Attendance,
    Removal,
    Room,
    Session,
)
from groups.models.sheets import Poll, RunSheet, Vote
from groups.models.slots import GroupTemplate, Slot, TemplateMeeting, Weekday
from groups.models.words import ChatLine, Signal

__all__ = [
    "DOORS_OPEN",
    "OVERRUN",
    "ROOM_PREFIX",
    "Acceptance",
    "Attendance",
    "CalendarLink",
    "ChatLine",
    "CheckIn",
    "ComfortAgreement",
    "Conduct",
    "Group",
    "GroupHost",
    "GroupTemplate",
    "Membership",
    "Poll",
    "Reminder",
    "Removal",
    "Room",
    "RunSheet",
    "Session",
    "SessionNote",
    "Signal",
    "Slot",
    "TemplateMeeting",
    "Vote",
    "Weekday",
    "accepted_ids",
    "agreement_in_force",
]
