"""What changes who somebody is and what they may reach. Each change reaches open sockets."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from community.members.bands import Band, band_for, today
from community.members.models import (
    Clearance,
    Limit,
    Member,
    ProfileState,
    Role,
    RoleName,
    Word,
)
from community.members.queries import free_name
from community.members.signals import band_entered, profile_written
from community.realtime.actions import access_changed

# What others read of a member.
WORDS = frozenset({"display_name", "pronouns", "about"})
FORMER = "A former member"
# RFC 2606 keeps this ending for addresses that lead nowhere.
NOWHERE = "gone.invalid"
NO_BIRTHDAY = date(1900, 1, 1)
INTERIM_SUSPENSION = timedelta(hours=72)


class TooYoung(ValidationError):
    """Below the lowest age of this community."""


def create_member(
    *, email: str, password: str | None, display_name: str, date_of_birth: date, **extra: Any
) -> Member:
    """Makes an account in the band that the date of birth gives.

    Raises TooYoung below the lowest age and ValidationError for anything else that is off.
    """
    band = band_for(date_of_birth, today())
    if band is None:
        raise TooYoung("This community starts at age 13.")
    return Member.objects.create_user(
        email, password, display_name=display_name, date_of_birth=date_of_birth, band=band, **extra
    )


@transaction.atomic
def grant_role(
    member: Member, name: str, *, by: Member | None, expires_at: datetime | None = None
) -> Role:
    """Gives an adult a role; granting it again moves the expiry. Raises ValidationError for
    youth.
    """
    if member.is_youth:
        raise ValidationError("Only adults can hold a role.")
    role, _ = Role.objects.update_or_create(
        member=member,
        name=RoleName(name),
        defaults={"granted_by": by, "granted_at": timezone.now(), "expires_at": expires_at},
    )
    _rights_changed(member)
    return role


@transaction.atomic
def revoke_role(member: Member, name: str) -> None:
    Role.objects.filter(member=member, name=name).delete()
    _rights_changed(member)


@transaction.atomic
def grant_clearance(
    member: Member,
    *,
    kind: str,
    checked_by: Member,
    expires_on: date,
    checked_on: date | None = None,
) -> Clearance:
    """Records a background check made by somebody else. Raises ValidationError when it is their
    own.
    """
    clearance = Clearance(
        member=member,
        kind=kind,
        checked_by=checked_by,
        checked_on=checked_on or today(),
        expires_on=expires_on,
    )
    clearance.full_clean()
    clearance.save()
    _rights_changed(member)
    return clearance


@transaction.atomic
def end_clearances(member: Member) -> None:
    """Makes every clearance of the member end yesterday, so that none is valid now."""
    yesterday = today() - timedelta(days=1)
    for clearance in member.clearances.valid():
        clearance.checked_on = min(clearance.checked_on, yesterday - timedelta(days=1))
        clearance.expires_on = yesterday
        clearance.save(update_fields=["checked_on", "expires_on"])
    _rights_changed(member)


@transaction.atomic
def suspend(member: Member, *, until: datetime) -> None:
    """Reading stays possible; writing, joining and calls stop at once."""
    member.suspended_until = until
    member.save(update_fields=["suspended_until"])
    _rights_changed(member)


@transaction.atomic
def ban(member: Member) -> None:
    """Closes the account. The decision, its reason and its second signature are moderation's."""
    member.banned_at = timezone.now()
    member.is_active = False
    member.save(update_fields=["banned_at", "is_active"])
    _rights_changed(member)


@transaction.atomic
def settle_account(member: Member, *, suspended_until: datetime | None, banned: bool) -> None:
    """Brings the account to what follows from all that was decided about it."""
    member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if banned != (member.banned_at is not None):
        member.banned_at = timezone.now() if banned else None
        member.is_active = not banned
    member.suspended_until = suspended_until
    member.save(update_fields=["suspended_until", "banned_at", "is_active"])
    _rights_changed(member)


def write_letter(member: Member, subject: str, body: str) -> None:
    """An e-mail, once what it speaks of is committed. A line that is down undoes nothing."""
    prefixed = f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{subject}"
    transaction.on_commit(
        lambda: send_mail(prefixed, body, None, [member.email], fail_silently=True)
    )


@transaction.atomic
def limit(member: Member, kind: str, *, until: datetime, place: str = "") -> Limit:
    """Slows somebody down for a while, here or everywhere."""
    made = Limit.objects.create(member=member, kind=Limit.Kind(kind), place=place, until=until)
    _settle_limits(member)
    return made


@transaction.atomic
def lift_limit(limit: Limit) -> None:
    limit.lifted_at = timezone.now()
    limit.save(update_fields=["lifted_at"])
    _settle_limits(limit.member)


def _settle_limits(member: Member) -> None:
    last = Limit.objects.in_force().filter(member=member).aggregate(last=Max("until"))["last"]
    member.limited_until = last
    member.save(update_fields=["limited_until"])
    _rights_changed(member)


@transaction.atomic
def lift(member: Member) -> None:
    """Takes back a suspension or a ban."""
    member.suspended_until = None
    member.banned_at = None
    member.is_active = True
    member.save(update_fields=["suspended_until", "banned_at", "is_active"])
    _rights_changed(member)


@transaction.atomic
def update_settings(member: Member, **fields: Any) -> None:
    """Saves the member's own choices. Raises ValidationError and changes nothing when one is
    off.
    """
    for name, value in fields.items():
        setattr(member, name, value)
    member.full_clean()
    member.save(update_fields=list(fields))
    if not WORDS.isdisjoint(fields):
        profile_written.send(Member, member=member)


@transaction.atomic
def enter_band(member: Member, *, keep_name: bool) -> None:
    """Opens the spaces of their age to somebody who has been through the guide.

    keep_name: whether their name stays on what they wrote in the spaces they leave. A name that is
    in use there gets a number: names are told apart on each side of the wall alone.
    """
    before, member.band = Band(member.band), member.age_band
    if before == member.band:
        return
    member.display_name = free_name(member.display_name, member.age_band)
    member.save(update_fields=["band", "display_name"])
    band_entered.send(Member, member=member, before=before, keep_name=keep_name)
    _rights_changed(member)


@transaction.atomic
def take_part_on(member: Member, word: Word) -> None:
    """Says on whose word somebody takes part; without any the account freezes at once."""
    member.word = word
    member.save(update_fields=["word"])
    _rights_changed(member)


@transaction.atomic
def set_profile_state(member: Member, state: ProfileState) -> None:
    """Shows or takes away what the member wrote about themselves; their name stays."""
    member.profile_state = state
    member.save(update_fields=["profile_state"])


@transaction.atomic
def leave(member: Member) -> None:
    """Takes everything of the person out of their account; the number stays, so that what hangs
    on it holds. There is no way back.
    """
    member.email = f"{member.pk}@{NOWHERE}"
    member.display_name = FORMER
    member.pronouns = member.about = member.country = ""
    member.date_of_birth = NO_BIRTHDAY
    member.time_zone, member.theme, member.flare_mode = "UTC", "auto", False
    member.quick_exit, member.keeps_distance, member.break_until = False, False, None
    member.last_login = member.suspended_until = member.limited_until = member.banned_at = None
    member.is_active = member.is_staff = member.is_superuser = False
    member.joined_at = member.joined_at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    member.gone_at = timezone.now()
    member.set_unusable_password()
    member.save()
    _rights_changed(member)


def _rights_changed(member: Member) -> None:
    member.forget_rights()
    access_changed(member.pk)
