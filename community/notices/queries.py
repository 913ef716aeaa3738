from __future__ import annotations

from django.db.models import QuerySet

from community.members.models import Member
from community.notices.models import Letter, Notice

LETTERS_SHOWN = 30


def unread_count(member: Member) -> int:
    return Notice.objects.filter(member=member, read_at=None).count()


def notices_of(member: Member) -> QuerySet[Notice]:
    return Notice.objects.filter(member=member)


def recent_letters() -> QuerySet[Letter]:
    return Letter.objects.all()[:LETTERS_SHOWN]
