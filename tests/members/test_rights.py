"""Roles and clearances: who may hold them, and that they end by themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.access import Facts, Kind, Verb, can, readable_bands
from community.members import actions
from community.members.bands import Band
from community.members.models import Clearance, Member, Role, RoleName
from tests.access.people import Thing
from tests.factories import make_member

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
YOUTH_ITEM = Thing(Facts(Kind.REVIEWABLE, frozenset({Band.YOUNGER}), author_id=987_654))


def again(member: Member) -> Member:
    return Member.objects.get(pk=member.pk)


def test_a_youth_holds_no_role() -> None:
    with pytest.raises(ValidationError):
        make_member("Juno", Band.OLDER, roles=("moderator",))


def test_a_youth_cannot_be_staff_even_by_a_row() -> None:
    member = make_member("Juno", Band.OLDER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(pk=member.pk).update(is_staff=True)


def test_an_expired_role_is_no_role() -> None:
    member = make_member("Ana")
    actions.grant_role(
        member, RoleName.MODERATOR, by=None, expires_at=timezone.now() - timedelta(seconds=1)
    )
    assert again(member).roles == frozenset()


def test_a_role_is_held_once_and_granting_it_again_moves_its_end() -> None:
    member = make_member("Ana", roles=("moderator",))
    later = timezone.now() + timedelta(days=3)
    actions.grant_role(member, RoleName.MODERATOR, by=None, expires_at=later)
    assert Role.objects.get(member=member).expires_at == later


def test_with_the_clearance_goes_everything_about_youth() -> None:
    member = make_member("Ana", roles=("moderator",), cleared=True)
    assert can(member, Verb.MODERATE, YOUTH_ITEM)
    actions.end_clearances(member)
    member = again(member)
    assert not can(member, Verb.MODERATE, YOUTH_ITEM)
    assert readable_bands(member) == {Band.ADULT}


def test_a_clearance_is_good_on_its_last_day() -> None:
    member = make_member("Ana", roles=("moderator",), cleared=True)
    today = timezone.localdate()
    Clearance.objects.filter(member=member).update(
        checked_on=today - timedelta(days=365), expires_on=today
    )
    assert again(member).is_cleared


def test_a_suspended_moderator_decides_nothing() -> None:
    member = make_member("Ana", roles=("moderator",), cleared=True)
    actions.suspend(member, until=timezone.now() + timedelta(hours=1))
    assert not can(again(member), Verb.MODERATE, YOUTH_ITEM)


def test_a_suspension_lapses_by_itself() -> None:
    member = make_member("Rosa")
    Member.objects.filter(pk=member.pk).update(
        suspended_until=timezone.now() - timedelta(seconds=1)
    )
    assert not again(member).is_suspended


@pytest.mark.parametrize("band", ["", "18+", "13"])
def test_the_database_knows_three_bands_and_no_other(band: str) -> None:
    member = make_member("Rosa")
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(pk=member.pk).update(band=band)


def test_two_people_never_share_a_name() -> None:
    make_member("Rosa")
    other = make_member("Ines")
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(pk=other.pk).update(display_name="rosa")
