"""Tell one person something: in the app at once, and it stays."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import Truncator

from community.members.models import Member
from community.notices.events import NoticeArrived
from community.notices.models import Device, Notice
from community.notices.push import is_known_service
from community.notices.queries import CAN_WAIT, notices_of
from community.realtime.actions import publish
from community.realtime.personal import topic_of

LONGEST_TITLE = 140
MOST_ENDPOINT = 500


@transaction.atomic
def notify(
    member: Member, *, kind: str, title: str, body: str = "", link: str = "", band: str = ""
) -> Notice:
    """Stores a notice and shows it on every page that the member has open; to somebody who takes a
    break, later if it can wait.

    band: of the people or places that it names; who does not reach it any more reads it no more. A
    notice about one's own words names nobody else and is read whatever happens.
    A title that is too long is cut: a notice never undoes what it speaks of.
    """
    title = Truncator(title).chars(LONGEST_TITLE)
    notice = Notice.objects.create(
        member=member, kind=kind, title=title, body=body, link=link, band=band
    )
    if not (kind in CAN_WAIT and member.is_on_break):
        publish(topic_of(member.pk), NoticeArrived(notice_id=notice.pk))
    return notice


def take_back(notice: Notice) -> bool:
    """Removes a notice that nobody has read. False when it was read already."""
    deleted, _ = Notice.objects.filter(pk=notice.pk, read_at=None).delete()
    return bool(deleted)


def mark_reversed(notices: QuerySet[Notice]) -> int:
    """What they speak of no longer holds. They stay, and say so."""
    return notices.filter(reversed_at=None).update(reversed_at=timezone.now())


def mark_all_read(member: Member) -> int:
    """Returns how many were unread."""
    return notices_of(member).filter(read_at=None).update(read_at=timezone.now())


def add_device(member: Member, endpoint: str) -> Device:
    """Has the device woken when the member is called; an old owner of it is not called there any
    more. Raises ValidationError for an address that is no push service's.
    """
    if len(endpoint) > MOST_ENDPOINT or not is_known_service(endpoint):
        raise ValidationError("This browser's push service is not one that we know.")
    device, _ = Device.objects.update_or_create(endpoint=endpoint, defaults={"member": member})
    return device


def forget_device(member: Member, endpoint: str) -> bool:
    deleted, _ = Device.objects.filter(member=member, endpoint=endpoint).delete()
    return bool(deleted)
