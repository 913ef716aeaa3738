from __future__ import annotations

from django.db.models import Q, QuerySet

from community.access import readable_bands
from community.members.models import Member
from community.notices.models import Letter, Notice

LETTERS_SHOWN = 30


def unread_count(member: Member) -> int:
    return notices_of(member).filter(read_at=None).count()


def notices_of(member: Member) -> QuerySet[Notice]:
    """With the rights of today: what names somebody beyond the wall is not there any more."""
    open_to_them = Q(band="") | Q(band__in=readable_bands(member))
    return Notice.objects.filter(open_to_them, member=member)


def recent_letters() -> QuerySet[Letter]:
    return Letter.objects.all()[:LETTERS_SHOWN]
