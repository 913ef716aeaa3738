"""What has to be kept for a while, whatever was asked: who says so, why, and until when."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from community.access import Verb
from community.access.http import require
from community.members.bands import today
from community.members.models import Member
from community.rights.models import LegalHold
from community.rights.models.requests import DataOf
from moderation.actions import record
from moderation.models import CrisisCase
from moderation.states import CaseState

# Longer ones are given again by somebody who looks again.
LONGEST_YEARS = 3
NOT_YOURS = "Only whoever leads on safeguarding decides this, and never about themselves."


@transaction.atomic
def place_hold(by: Member, member: Member, *, reason: str, ends_on: date) -> LegalHold:
    """From now on nothing of the member is deleted. Raises ValidationError, PermissionDenied."""
    require(by, Verb.EDIT, DataOf(member), NOT_YOURS)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": "Say why it has to be kept."})
    if ends_on <= today():
        raise ValidationError({"ends_on": "Choose a day that lies ahead."})
    if ends_on.year - today().year > LONGEST_YEARS:
        raise ValidationError({"ends_on": f"At most {LONGEST_YEARS} years; then look again."})
    hold = LegalHold.objects.create(member=member, reason=reason, by=by, ends_on=ends_on)
    said = {"hold": hold.pk, "until": ends_on.isoformat()}
    record(by, "hold.placed", f"member:{member.pk}", said, band=member.age_band)
    return hold


@transaction.atomic
def lift_hold(by: Member, hold: LegalHold) -> None:
    """Ends it before its day; once only."""
    require(by, Verb.EDIT, DataOf(hold.member), NOT_YOURS)
    hold = LegalHold.objects.select_for_update().select_related("member").get(pk=hold.pk)
    if not hold.is_in_force:
        raise PermissionDenied("This hold is over already.")
    hold.lifted_at, hold.lifted_by = timezone.now(), by
    hold.save(update_fields=["lifted_at", "lifted_by"])
    said = {"hold": hold.pk}
    record(by, "hold.lifted", f"member:{hold.member_id}", said, band=hold.member.age_band)


def is_held(member: Member) -> bool:
    """A hold, or a case in which somebody is still being looked after."""
    if LegalHold.objects.in_force().filter(member=member).exists():
        return True
    return CrisisCase.objects.filter(member=member).exclude(state=CaseState.CLOSED).exists()


def held_members() -> list[int]:
    """Ids of those of whom nothing may be deleted now."""
    held = LegalHold.objects.in_force().values_list("member", flat=True)
    cases = CrisisCase.objects.exclude(state=CaseState.CLOSED).values_list("member", flat=True)
    return sorted({*held, *cases})
