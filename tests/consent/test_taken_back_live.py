"""Consent that is taken back while a page and a call are open: within two seconds."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.hashers import make_password

from community.access import readable_bands
from community.consent import actions, codes
from community.consent.models import Giver, Guardianship, Purpose
from community.members.actions import take_part_on
from community.members.bands import Band, today
from community.members.models import Member, Word
from community.realtime.threads import in_thread
from groups.actions import issue_join_token
from groups.room_policy import SessionRooms
from tests.factories import make_member
from tests.groups.makers import make_group, make_session, put_in
from tests.realtime.conftest import Page
from tests.realtime.conftest import own_layer as own_layer
from video import tokens

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.integration]
AT_ONCE_S = 2.0


def guarded(name: str = "Milo") -> tuple[Member, Guardianship]:
    member = make_member(name, Band.YOUNGER)
    nonce = codes.new_nonce()
    guardianship = Guardianship.objects.create(
        member=member, email="ma@test.example", passphrase=make_password("x"), nonce=nonce,
        mark=codes.mark(nonce, member.date_of_birth),
    )  # fmt: skip
    actions.write_down(guardianship, Purpose.SERVICE, True, giver=Giver.GUARDIAN, method="test")
    take_part_on(member, Word.GUARDIAN)
    return member, guardianship


async def test_an_open_page_closes() -> None:
    member, guardianship = await in_thread(guarded)()
    page = await Page.of(member)
    began = time.monotonic()
    await in_thread(actions.take_back)(guardianship, method="test")
    assert (await page.closes())["code"] == 4403
    assert time.monotonic() - began < AT_ONCE_S


def test_a_token_for_a_call_opens_nothing_any_more() -> None:
    member, guardianship = guarded()
    group = make_group(Band.YOUNGER)
    session = make_session(group)
    put_in(group, member)
    token = tokens.read(issue_join_token(member, session))
    assert async_to_sync(SessionRooms().authorise)(token)
    actions.take_back(guardianship, method="test")
    assert not async_to_sync(SessionRooms().authorise)(token)


def test_a_birthday_that_comes_while_consent_is_taken_back_opens_nothing() -> None:
    member, guardianship = guarded()
    actions.take_back(guardianship, method="test")
    day = today() - timedelta(days=3)
    Member.objects.filter(pk=member.pk).update(
        date_of_birth=date(day.year - 16, day.month, min(day.day, 28))
    )
    actions.give_again(guardianship, method="test")
    assert readable_bands(Member.objects.get(pk=member.pk)) == frozenset()
