from __future__ import annotations

from django.db.models import Q, QuerySet

from community.access import readable_bands
from community.members.models import Member
from community.notices.models import Letter, Notice

LETTERS_SHOWN = 30
# What other members do can wait for the end of a break; what the team says of somebody's words,
# account or safety cannot.
CAN_WAIT = ("mention", "message", "group_place", "group_request", "flag_receipt", "flag_outcome")


def unread(member: Member) -> QuerySet[Notice]:
    """What calls now: during a break, only what cannot wait."""
    found = notices_of(member).filter(read_at=None)
    return found.exclude(kind__in=CAN_WAIT) if member.is_on_break else found


def unread_count(member: Member) -> int:
    return unread(member).count()


def notices_of(member: Member) -> QuerySet[Notice]:
    """With the rights of today: what names somebody beyond the wall is not there any more."""
    open_to_them = Q(band="") | Q(band__in=readable_bands(member))
    return Notice.objects.filter(open_to_them, member=member)


def recent_letters() -> QuerySet[Letter]:
    return Letter.objects.all()[:LETTERS_SHOWN]
