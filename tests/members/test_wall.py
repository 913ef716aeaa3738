"""Names and accounts say nothing of who is beyond the wall."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.db import IntegrityError, transaction

from community.members.actions import enter_band
from community.members.bands import Band
from community.members.models import Member, Role
from community.members.queries import free_name, met_by, name_is_taken, staff
from tests.factories import born, make_member

pytestmark = pytest.mark.django_db
BANDS = [(own, other) for own in Band for other in Band if own != other]


@pytest.mark.parametrize(("own", "other"), BANDS)
def test_a_name_in_use_beyond_the_wall_is_free(own: Band, other: Band) -> None:
    make_member("Juno", other)
    assert not name_is_taken("juno", own)
    make_member("Juno", own)
    assert name_is_taken("JUNO", own)
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(display_name="Juno", band=other).update(band=own)


def test_signing_up_with_a_name_from_beyond_the_wall_says_nothing(client) -> None:
    make_member("Juno", Band.OLDER)
    day = born(40)
    sent = {
        "date_of_birth_0": day.day, "date_of_birth_1": day.month, "date_of_birth_2": day.year,
        "display_name": "Juno", "email": "rosa@test.example", "password1": "three-words-together",
        "agreed": "on",
    }  # fmt: skip
    page = client.post("/accounts/signup/", sent).content.decode()
    assert "already uses this name" not in page


def test_nobody_takes_the_name_of_the_team_that_they_meet() -> None:
    make_member("Grace", roles=("facilitator",), cleared=True)
    make_member("Owen", roles=("facilitator",))
    for band in Band:
        assert name_is_taken("grace", band)
    assert not name_is_taken("Owen", Band.OLDER)


def test_on_the_other_side_a_name_in_use_gets_a_number() -> None:
    make_member("Kit")
    make_member("Kit 2")
    kit = make_member("Kit", Band.OLDER)
    Member.objects.filter(pk=kit.pk).update(date_of_birth=born(18))
    enter_band(Member.objects.get(pk=kit.pk), keep_name=True)
    kit.refresh_from_db()
    assert (kit.band, kit.display_name) == (Band.ADULT, "Kit 3")
    assert len(free_name("K" * 30, Band.ADULT)) == 30


def test_one_question_finds_whom_somebody_meets() -> None:
    grace = make_member("Grace", roles=("mentor",), cleared=True)
    make_member("Owen", roles=("mentor",))
    rosa, juno, milo = (
        make_member(n, b) for n, b in zip(("Rosa", "Juno", "Milo"), reversed(Band), strict=True)
    )
    for member, expected in ((juno, {juno, grace}), (milo, {milo, grace})):
        assert set(met_by(member)) == expected
    assert {juno, milo}.isdisjoint(met_by(rosa))
    assert {juno, milo, rosa} <= set(met_by(Member.objects.get(pk=grace.pk)))


def test_a_role_written_for_a_youth_shows_them_to_no_colleague() -> None:
    juno = make_member("Juno", Band.OLDER)
    Role.objects.create(member=juno, name="moderator")
    assert staff(["moderator"]) == []


def test_the_back_office_lists_no_accounts() -> None:
    listed = {model._meta.label for model in admin.site._registry}
    assert listed.isdisjoint(
        {"account.EmailAddress", "mfa.Authenticator", "usersessions.UserSession"}
    )
