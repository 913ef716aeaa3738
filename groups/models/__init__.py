"""Groups, who is in them, what they agreed to, and when they meet."""

from groups.models.agreements import (
    Acceptance,
    ComfortAgreement,
    accepted_ids,
    agreement_in_force,
)
from groups.models.circles import Group, GroupHost, Membership
from groups.models.sessions import OVERRUN, ROOM_PREFIX, Attendance, Removal, Room, Session
from groups.models.words import ChatLine, Signal

__all__ = [
    "OVERRUN",
    "ROOM_PREFIX",
    "Acceptance",
    "Attendance",
    "ChatLine",
    "ComfortAgreement",
    "Group",
    "GroupHost",
    "Membership",
    "Removal",
    "Room",
    "Session",
    "Signal",
    "accepted_ids",
    "agreement_in_force",
]
