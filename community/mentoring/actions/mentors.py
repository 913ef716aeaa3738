"""Training, supervision, and how many members a mentor looks after."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from community.access import Verb
from community.access.ground import NEAR_YOUTH
from community.access.http import require
from community.members.bands import Band, today
from community.members.models import Member, Pairing
from community.mentoring.desk import Desk, leads, supervises_mentor
from community.mentoring.models import LONGEST, MOST, Mentor, SupervisionNote, Training
from community.mentoring.modules import Module, last_day
from moderation.actions import record, record_read

OLDEST_TRAINING = timedelta(days=365)


@transaction.atomic
def look_after_mentor(
    by: Member, member: Member, *, supervisor: Member | None, most: int
) -> Mentor:
    """Says who supervises, and how many members at the most. Raises PermissionDenied or
    ValidationError.
    """
    require(by, Verb.MODERATE, Desk(member.pk))
    if supervisor == member:
        raise ValidationError({"supervisor": "Nobody supervises themselves."})
    if supervisor is not None and not supervisor.roles & NEAR_YOUTH:
        raise ValidationError({"supervisor": "Choose somebody of the team."})
    if not 0 <= most <= MOST:
        raise ValidationError({"most": f"Choose a number from 0 to {MOST}."})
    mentor, _ = Mentor.objects.update_or_create(
        member=member, defaults={"supervisor": supervisor, "most": most}
    )
    said = {"supervisor": supervisor.pk if supervisor else None, "most": most}
    record(by, "mentor.supervision", f"mentor:{member.pk}", said)
    return mentor


@transaction.atomic
def tick(by: Member, member: Member, module: str, done_on: date) -> Training:
    """Somebody who leads, or the supervisor, saw that a module was done. Raises PermissionDenied
    or ValidationError.
    """
    mentor = Mentor.objects.filter(member=member).first() or Mentor(member=member)
    if not (leads(by, member.pk) or supervises_mentor(by, mentor)):
        raise PermissionDenied
    if module not in Module.values:
        raise ValidationError({"module": "Choose one of the modules."})
    if done_on > today() or done_on < today() - OLDEST_TRAINING:
        raise ValidationError({"done_on": "Choose a day within the last year."})
    made, new = Training.objects.get_or_create(
        member=member, module=module, done_on=done_on,
        defaults={"expires_on": last_day(module, done_on), "ticked_by": by},
    )  # fmt: skip
    if new:
        said = {"module": module, "until": made.expires_on.isoformat()}
        record(by, "training.ticked", f"mentor:{member.pk}", said)
    return made


@transaction.atomic
def note_down(by: Member, mentor: Mentor, text: str) -> SupervisionNote:
    """A note of supervision. Raises PermissionDenied, or ValidationError for no words or too
    many.
    """
    made = SupervisionNote(mentor=mentor, by=by, band=youngest_of(mentor), text=text.strip())
    require(by, Verb.WRITE, made)
    if not made.text or len(made.text) > LONGEST:
        raise ValidationError({"text": f"Write something, within {LONGEST:,} characters."})
    made.save()
    record(by, "supervision.written", f"mentor:{mentor.pk}", {"note": made.pk}, band=made.band)
    return made


def read_notes(by: Member, mentor: Mentor, bands: frozenset[str]) -> None:
    """Writes down that somebody read notes that may speak of people of these bands."""
    for band in sorted(bands):
        record_read(by, "supervision.read", f"mentor:{mentor.pk}", band=band)


def youngest_of(mentor: Mentor) -> Band:
    """The youngest band in which the mentor looks after somebody; adults when in none."""
    found = set(Pairing.objects.standing().filter(mentor=mentor.pk).values_list("band", flat=True))
    return next((band for band in Band if band in found), Band.ADULT)
