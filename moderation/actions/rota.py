"""Give shifts, end them, and have somebody stand in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from community.access import Facts, Kind, Verb
from community.access.http import require
from community.members.bands import today
from community.members.models import Member
from moderation import staffing
from moderation.actions.audit import record
from moderation.models import Cover, Duty, Shift


class Rota:
    """The one rota of the house, for the policy."""

    def access_facts(self) -> Facts:
        return Facts(Kind.ROTA, frozenset())


ROTA = Rota()


@transaction.atomic
def give_shift(
    by: Member, member: Member, *, duty: str, weekdays: Iterable[int], starts: time, ends: time,
    zone: str,
) -> list[Shift]:  # fmt: skip
    """The same hours on each of the weekdays, from today on.

    Raises PermissionDenied, or ValidationError.
    """
    require(by, Verb.EDIT, ROTA)
    days = sorted(set(weekdays))
    if not days:
        raise ValidationError({"weekdays": "Choose at least one day."})
    if starts == ends:
        raise ValidationError({"ends": "A shift ends at another time than it starts."})
    if not staffing.fits(member, Duty(duty)):
        raise ValidationError({"member": f"{member} does not hold the role for this duty."})
    made = [
        Shift(member=member, duty=duty, weekday=day, starts=starts, ends=ends, zone=zone)
        for day in days
    ]
    for shift in made:
        shift.full_clean()
        shift.save()
        said = {"member": member.pk, "duty": duty, "weekday": shift.weekday}
        record(by, "rota.shift_given", f"shift:{shift.pk}", said)
    transaction.on_commit(staffing.forget_care)
    return made


@transaction.atomic
def end_shift(by: Member, pk: int) -> None:
    """From today on nobody works it; what was stays on record."""
    require(by, Verb.EDIT, ROTA)
    shift = Shift.objects.select_for_update().get(pk=pk)
    yesterday = today() - timedelta(days=1)
    if shift.first_day > yesterday:
        shift.delete()
    else:
        shift.last_day = yesterday
        shift.save()
    record(by, "rota.shift_ended", f"shift:{pk}", {"member": shift.member_id})
    transaction.on_commit(staffing.forget_care)


@transaction.atomic
def cover(by: Member, pk: int, day: date, instead: Member | None) -> None:
    """On one day somebody else works the shift, or nobody. Who works it may say so, and leads may.

    Raises PermissionDenied, or ValidationError.
    """
    shift = Shift.objects.select_related("member").get(pk=pk)
    if shift.member != by:
        require(by, Verb.EDIT, ROTA)
    if day.weekday() != shift.weekday:
        raise ValidationError("The shift does not begin on that day.")
    if instead is not None and not staffing.fits(instead, Duty(shift.duty)):
        raise ValidationError(f"{instead} does not hold the role for this duty.")
    if instead == shift.member:
        Cover.objects.filter(shift=shift, day=day).delete()
    else:
        Cover.objects.update_or_create(shift=shift, day=day, defaults={"by": instead})
    said = {"day": day.isoformat(), "instead": instead.pk if instead else None}
    record(by, "rota.covered", f"shift:{pk}", said)
    transaction.on_commit(staffing.forget_care)
