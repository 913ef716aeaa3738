"""Notices are read with the rights of today."""

from __future__ import annotations

import pytest

from community.members.actions import end_clearances, enter_band
from community.members.bands import Band
from community.members.models import Member
from community.notices.actions import mark_all_read, notify
from community.notices.events import NoticeArrived
from community.notices.models import Notice
from community.notices.queries import notices_of, unread_count
from tests.factories import born, make_member

pytestmark = pytest.mark.django_db


def told(member: Member, band: str) -> Notice:
    return notify(member, kind="mention", title="Juno mentioned you", band=band)


def again(member: Member) -> Member:
    return Member.objects.get(pk=member.pk)


def is_there(member: Member, notice: Notice) -> bool:
    return notices_of(again(member)).filter(pk=notice.pk).exists()


def test_what_named_somebody_of_the_old_spaces_goes_with_them(client) -> None:
    kit = make_member("Kit", Band.OLDER)
    notice = told(kit, Band.OLDER)
    own = notify(kit, kind="decision", title="Your words are up")
    assert is_there(kit, notice)
    Member.objects.filter(pk=kit.pk).update(date_of_birth=born(18))
    enter_band(again(kit), keep_name=True)
    assert not is_there(kit, notice) and is_there(kit, own)
    assert unread_count(again(kit)) == 1
    assert NoticeArrived(notice.pk).frame() is None
    client.force_login(again(kit))
    assert "Juno" not in client.get("/notices/").content.decode()


def test_who_is_not_cleared_any_more_reads_no_name_of_a_youth() -> None:
    ana = make_member("Ana", roles=("moderator",), cleared=True)
    notice = told(ana, Band.YOUNGER)
    assert is_there(ana, notice)
    end_clearances(ana)
    assert not is_there(ana, notice)
    assert mark_all_read(again(ana)) == 0


def test_a_notice_of_the_own_band_is_heard_at_once() -> None:
    frame = NoticeArrived(told(make_member("Rosa"), Band.ADULT).pk).frame()
    assert frame is not None and frame["unread"] == 1
