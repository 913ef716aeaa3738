"""What happens to mentors because time passes; the house's clock calls it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from community.access import Verb, can
from community.access.ground import CASEWORK
from community.members.models import Member, Pairing, Role, RoleName
from community.members.queries import staff, with_rights
from community.mentoring.actions.applying import KIND
from community.mentoring.actions.pairing import lapse
from community.mentoring.desk import leads
from community.mentoring.models import Mentor, Training
from community.mentoring.modules import Module
from community.notices.actions import notify
from moderation import jobs
from moderation.actions.team import since_last

WARN_DAYS = (30, 7)
WARNINGS = "mentors"


def end_what_lapsed(now: datetime) -> int:
    """Ends what is over, and what may not go on: a mentor whose role or clearance ran out, somebody
    who changed bands. The member is told and waits in the list again. Says how many ended.
    """
    rows = list(Pairing.objects.filter(ended_at=None).select_related("member", "mentor"))
    people = with_rights(row.mentor for row in rows)
    for row in rows:
        row.mentor = people[row.mentor_id]
    return sum(_end(row.pk) for row in rows if not can(row.mentor, Verb.HOST, row))


@transaction.atomic
def _end(pk: int) -> bool:
    rows = Pairing.objects.select_for_update(of=("self",)).select_related("member", "mentor")
    row = rows.filter(pk=pk, ended_at=None).first()
    if row is None or can(row.mentor, Verb.HOST, row):
        return False
    lapse(row)
    return True


def warn(now: datetime) -> int:
    """Once a day: thirty and seven days before a module or a pairing ends, those who can do
    something about it hear of it. Of the role itself the team is told as of all roles.
    """
    if since_last(WARNINGS, now, every=timedelta(days=1)) is None:
        return 0
    day = timezone.localdate(now)
    due = [day + timedelta(days=days) for days in WARN_DAYS]
    held = Role.objects.held(now).filter(name=RoleName.MENTOR).values("member")
    ending = Training.objects.filter(expires_on__in=due, member__in=held).select_related("member")
    said = 0
    for training in ending:
        later = Training.objects.filter(member=training.member_id, module=training.module)
        if not later.filter(expires_on__gt=training.expires_on).exists():
            _warn_of_training(training)
            said += 1
    standing = Pairing.objects.standing(now).select_related("member", "mentor")
    for pairing in standing:
        if timezone.localdate(pairing.until) in due:
            _warn_of_pairing(pairing)
            said += 1
    return said


def _warn_of_training(training: Training) -> None:
    member, last = training.member, training.expires_on
    supervisor = Mentor.objects.filter(member=member).values_list("supervisor", flat=True).first()
    others = [one for one in staff(CASEWORK) if leads(one, member.pk)]
    if supervisor is not None:
        others += [one for one in Member.objects.filter(pk=supervisor) if one not in others]
    for reader in (member, *others):
        own = reader.pk == member.pk
        notify(
            reader,
            kind=KIND,
            title=f"Training: the last day is {last:%-d %B}",
            body=f"{'Yours' if own else member.display_name}: {Module(training.module).label}.",
            link="/mentor/caseload/" if own else f"/mentoring/mentors/{member.pk}/",
        )


def _warn_of_pairing(pairing: Pairing) -> None:
    last = timezone.localdate(pairing.until)
    title = f"Mentor and member: the last day is {last:%-d %B}"
    body = "It ends by itself then. Somebody who leads can let it go on."
    notify(
        pairing.mentor, kind=KIND, title=title, body=body, link="/mentor/caseload/",
        band=pairing.band,
    )  # fmt: skip
    for lead in staff(CASEWORK):
        if can(lead, Verb.MODERATE, pairing):
            link = f"/mentoring/mentors/{pairing.mentor_id}/"
            notify(lead, kind=KIND, title=title, body=body, link=link, band=pairing.band)


def register() -> None:
    jobs.register("mentors whose time is over", end_what_lapsed)
    jobs.register("mentors' training and time", warn)
