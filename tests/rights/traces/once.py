"""What there can be only one of."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from cms.models import UserSettings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from community.consent.actions import write_down
from community.consent.models import Asking, Giver, Guardianship, Purpose
from community.joining.models import Admission, Cohort, Organisation, ReferralCode, WaitingPlace
from community.members.models import Member
from community.mentoring.models import Mentor, SupervisionNote, Wish
from community.safety.models import Preference
from forums.private.models import Letterbox
from groups.models import CalendarLink
from tests.rights.world import EMAIL, NAME, WORDS, World


def once_each(world: World) -> None:
    """What there can be only one of."""
    member = world.member
    CalendarLink.objects.create(member=member, digest="0" * 64, title=NAME)
    Authenticator.objects.create(
        user=member, type=Authenticator.Type.TOTP, data={"secret": f"for {NAME}"}
    )
    UserSettings.objects.create(user=member, language="en", clipboard=_clipboard())
    LogEntry.objects.create(
        user=world.staff,
        content_type=ContentType.objects.get_for_model(Member),
        object_id=str(member.pk),
        object_repr=NAME,
        action_flag=CHANGE,
    )
    Letterbox.objects.create(member=member, is_open=True)
    Wish.objects.create(member=member)
    mentor = Mentor.objects.create(member=member, supervisor=world.staff)
    SupervisionNote.objects.create(
        mentor=mentor, by=world.staff, band=member.age_band, text=f"{NAME} does well"
    )
    Preference.objects.create(member=member, topics=[NAME], words=WORDS)
    Asking.objects.create(member=member, words=WORDS, band=member.age_band)
    _has_a_guardian(member)
    _was_sent(member)


def _has_a_guardian(member: Member) -> None:
    guardianship = Guardianship.objects.create(
        member=member,
        email=f"guardian.{EMAIL}",
        passphrase=NAME,
        nonce=NAME,
        mark=NAME,
        code=NAME,
    )
    write_down(guardianship, Purpose.SERVICE, True, giver=Giver.GUARDIAN, method="Letter")


def _was_sent(member: Member) -> None:
    clinic = Organisation.objects.create(name="Hill clinic")
    cohort = Cohort.objects.create(
        organisation=clinic, name="Spring", starts_on=timezone.localdate()
    )
    code = ReferralCode.objects.create(code="HILL-2026", cohort=cohort)
    Admission.objects.create(member=member, source="referred", cohort=cohort, code=code)
    WaitingPlace.objects.create(email=EMAIL)


def _clipboard() -> Any:
    from cms.models import Placeholder

    return Placeholder.objects.create(slot="clipboard")
