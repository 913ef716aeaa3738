"""Applying, and what the team does about it, step by step."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from community.access import Verb, can
from community.access.ground import CASEWORK
from community.access.http import require
from community.members.models import Member, RoleName
from community.members.queries import staff
from community.mentoring.models import Application, Step
from community.mentoring.states import WAITING, IllegalMove, Need, State, needs
from community.notices.actions import notify
from moderation.actions import record, record_read

KIND = "mentoring"
DECLINED = (
    "We cannot take you on as a peer mentor now. This says nothing about your worth here, and you "
    "can ask again later. If you would like to talk about it, write to us under “Your data and "
    "rights”."
)


class NotNow(ValidationError):
    """Somebody who cannot apply now; the message says why, in plain words."""


class StaleApplication(Exception):
    """Somebody else took it on meanwhile."""

    def __init__(self, application: Application) -> None:
        super().__init__(f"This changed meanwhile: {application.get_state_display().lower()}.")


@transaction.atomic
def apply(member: Member, why: str, offers: str) -> Application:
    """Sends an application in. Raises PermissionDenied, or NotNow for one who is a mentor already
    or waits for an answer.
    """
    member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    made = Application(member=member, why=why.strip(), offers=offers.strip())
    require(member, Verb.START, made)
    if RoleName.MENTOR in member.roles:
        raise NotNow("You are a peer mentor already. Thank you.")
    if Application.objects.filter(member=member, state__in=WAITING).exists():
        raise NotNow("We have your application already. You can read it here.")
    made.full_clean()
    made.save()
    record(member, "mentor_application.made", _target(made))
    for lead in staff(CASEWORK):
        if can(lead, Verb.MODERATE, made):
            notify(
                lead,
                kind=KIND,
                title="Somebody would like to be a peer mentor",
                body="Their application waits for you.",
                link=made.get_absolute_url(),
            )
    return made


@transaction.atomic
def take_back(member: Member, application: Application) -> None:
    """Its author changes their mind; nobody asks why. Raises PermissionDenied, or ValidationError
    for one that was answered.
    """
    fresh = _locked(application.pk)
    require(member, Verb.WITHDRAW, fresh)
    if not fresh.waits:
        raise ValidationError("This has been answered already.")
    take(member, fresh, State.WITHDRAWN)


@transaction.atomic
def move_on(by: Member, pk: int, *, version: int, note: str = "") -> Application:
    """Says that what is in hand now is done. The last step, accepting, is `accept`.

    note: what was learnt, for those who lead. Raises PermissionDenied, StaleApplication, or
    ValidationError in plain words while something is missing.
    """
    application = held(by, pk, version)
    to = application.next_state
    if to is None or Need.SIGNED in needs(application.state, to):
        raise ValidationError("This step takes two people.")
    _check(by, application, to, note)
    take(by, application, to, note=note)
    notify(
        application.member,
        kind=KIND,
        title="Your application goes on",
        body=f"Now: {to.label.lower()}.",
        link="/mentor/apply/",
    )
    return application


@transaction.atomic
def decline(by: Member, pk: int, *, version: int, note: str) -> Application:
    """Says no, kindly: what the team wrote about it stays with those who lead.

    Raises PermissionDenied, StaleApplication, or ValidationError without a reason for the team.
    """
    application = held(by, pk, version)
    if not note.strip():
        raise ValidationError({"note": "Write why: your colleagues read it, and nobody else."})
    take(by, application, State.DECLINED, note=note)
    notify(
        application.member,
        kind=KIND,
        title="Thank you for offering to help",
        body=DECLINED,
        link="/mentor/apply/",
    )
    return application


def read(by: Member, application: Application) -> None:
    """Writes down that somebody of the team read it, once a sitting."""
    record_read(by, "mentor_application.read", _target(application))


def held(by: Member, pk: int, version: int) -> Application:
    """The locked row, as the lead saw it. Raises PermissionDenied or StaleApplication."""
    application = _locked(pk)
    require(by, Verb.MODERATE, application)
    if application.version != version or not application.waits:
        raise StaleApplication(application)
    return application


def take(
    by: Member,
    application: Application,
    to: State,
    *,
    note: str = "",
    signed_by: Member | None = None,
) -> None:
    """One move, with who made it, in the caller's transaction."""
    before = application.state
    try:
        application.move(to)
    except IllegalMove as error:
        raise ValidationError("That step is not next.") from error
    application.save()
    Step.objects.create(
        application=application, before=before, after=to, by=by, signed_by=signed_by,
        note=note.strip(), at=timezone.now(),
    )  # fmt: skip
    record(by, f"mentor_application.{to}", _target(application), {"before": before})


def _check(by: Member, application: Application, to: State, note: str) -> None:
    asked = needs(application.state, to)
    if Need.NOTE in asked and not note.strip():
        raise ValidationError({"note": "Write in a line what you learnt, for your colleagues."})
    if Need.ANOTHER in asked:
        talked = application.steps.filter(before=State.INTERVIEW, by=by)
        if talked.exists():
            raise ValidationError(
                "You had the talk with them, so somebody else says that the checks are right."
            )


def _locked(pk: int) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("member")
    return rows.get(pk=pk)


def _target(application: Application) -> str:
    return f"mentor_application:{application.pk}"
