"""Who looks after whom: asked for by the member, said by those who lead, ended by either."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from community.access import Verb, can
from community.access.ground import CASEWORK
from community.access.http import require
from community.members.bands import Band
from community.members.models import Member, Pairing
from community.members.queries import staff, with_rights
from community.mentoring.actions.accepting import missing_modules
from community.mentoring.actions.applying import KIND
from community.mentoring.models import Mentor, Wish
from community.notices.actions import notify
from community.safety.queries import unseen_by
from moderation.actions import record

# Half a year; then it is renewed, or it ends by itself.
TERM = timedelta(days=182)
End = Pairing.End


@transaction.atomic
def ask(member: Member) -> Wish:
    """The member would like a mentor. Asking again keeps their place. Raises ValidationError while
    they have one.
    """
    if mentor_of(member) is not None:
        raise ValidationError("You have a mentor already. You can ask for another.")
    return _put_on_list(member)


@transaction.atomic
def stop_asking(member: Member) -> None:
    Wish.objects.filter(member=member).delete()


@transaction.atomic
def ask_for_another(member: Member) -> Wish:
    """Ends it at once and asks for somebody else, without a reason: nobody has to stay with
    somebody they are not at ease with. Raises PermissionDenied when there is no mentor.
    """
    found = Pairing.objects.filter(member=member, ended_at=None).select_related("member", "mentor")
    pairing = found.first() or Pairing.between(member, member, timezone.now())
    require(member, Verb.WITHDRAW, pairing)
    _end(pairing, member, End.ASKED)
    return _put_on_list(member, another=True)


@transaction.atomic
def pair(by: Member, member: Member, mentor: Member) -> Pairing:
    """The mentor looks after the member from now on. Raises PermissionDenied, or ValidationError
    in plain words when this cannot be.
    """
    member, mentor = _hold_both(member, mentor)
    _close_lapsed(member)
    if Pairing.objects.filter(member=member, ended_at=None).exists():
        raise ValidationError("They have a mentor already.")
    return _make(by, member, mentor)


@transaction.atomic
def move(by: Member, pk: int, mentor: Member) -> Pairing:
    """Somebody else takes over; that the first one did it before stays known. Raises
    PermissionDenied or ValidationError.
    """
    pairing = _held(by, pk)
    if pairing.mentor_id == mentor.pk:
        raise ValidationError("They look after this member already.")
    # All rows before the log.
    member, mentor = _hold_both(pairing.member, mentor)
    _end(pairing, by, End.MOVED)
    return _make(by, member, mentor)


@transaction.atomic
def close(by: Member, pk: int) -> None:
    """It came to its end; the member is told, and can ask for somebody else."""
    _end(_held(by, pk), by, End.CLOSED)


@transaction.atomic
def prolong(by: Member, pk: int) -> Pairing:
    """Another half year from now. Raises PermissionDenied, or ValidationError for one that is
    over.
    """
    pairing = _held(by, pk)
    if not pairing.is_standing:
        raise ValidationError("This is over. Say anew who looks after them.")
    pairing.until = timezone.now() + TERM
    pairing.save(update_fields=["until"])
    _record(by, "pairing.prolonged", pairing)
    return pairing


@transaction.atomic
def hand_back(mentor: Member, pk: int) -> None:
    """The mentor cannot go on with one of their members; nobody asks why, and the member goes back
    on the list. Raises PermissionDenied.
    """
    pairing = _locked(pk)
    require(mentor, Verb.HOST, pairing)
    _end(pairing, mentor, End.CLOSED)
    _put_on_list(pairing.member, another=True)


def lapse(pairing: Pairing) -> None:
    """It ended by itself, or one of the two may not go on. In the caller's transaction."""
    _end(pairing, None, End.LAPSED)
    if pairing.member.is_active:
        _put_on_list(pairing.member, another=True)


def mentor_of(member: Member) -> Pairing | None:
    """The pairing of somebody who is looked after now, by somebody who may. At most three
    queries.
    """
    found = Pairing.objects.standing().filter(member=member).select_related("mentor").first()
    if found is None:
        return None
    found.member = member
    return found if can(found.mentor, Verb.HOST, found) else None


def _hold_both(member: Member, mentor: Member) -> tuple[Member, Member]:
    """In one order, so that two who pair at once wait for each other and count rightly."""
    pks = sorted({member.pk, mentor.pk})
    rows = Member.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")
    locked = with_rights(rows)
    return locked[member.pk], locked[mentor.pk]


def _make(by: Member, member: Member, mentor: Member) -> Pairing:
    made = Pairing.between(member, mentor, timezone.now() + TERM)
    made.made_by = by
    require(by, Verb.MODERATE, made)
    _check(made)
    made.save()
    Wish.objects.filter(member=member).delete()
    _record(by, "pairing.made", made)
    _tell_both(made)
    return made


def _check(made: Pairing) -> None:
    """Raises ValidationError. Of whom the member keeps away it says what it says of anybody."""
    mentor, member = made.mentor, made.member
    if not can(mentor, Verb.HOST, made) or not can(member, Verb.WITHDRAW, made):
        raise ValidationError("This mentor cannot look after this member.")
    if mentor.pk in left_before(member) or member.pk in unseen_by(mentor):
        raise ValidationError("This mentor cannot look after this member.")
    most = Mentor.objects.filter(member=mentor, supervisor__isnull=False)
    place = most.values_list("most", flat=True).first()
    if place is None or missing_modules(mentor):
        raise ValidationError("This mentor needs a supervisor and complete training first.")
    if Pairing.objects.standing().filter(mentor=mentor).count() >= place:
        raise ValidationError(f"This mentor looks after {place} members already.")


def left_before(member: Member) -> frozenset[int]:
    """Whom the member asked to be changed from: they are not given back to them."""
    left = Pairing.objects.filter(member=member, how=End.ASKED)
    return frozenset(left.values_list("mentor", flat=True))


def _close_lapsed(member: Member) -> None:
    old = Pairing.objects.filter(member=member, ended_at=None).exclude(
        pk__in=Pairing.objects.standing().values("pk")
    )
    old.update(ended_at=timezone.now(), how=End.LAPSED)


def _put_on_list(member: Member, *, another: bool = False) -> Wish:
    wish, new = Wish.objects.get_or_create(member=member, defaults={"another": another})
    if new:
        _tell_leads(member)
    return wish


def _tell_leads(member: Member) -> None:
    band = member.age_band
    asked = Pairing.between(member, Member(pk=0), timezone.now())
    for lead in staff(CASEWORK):
        if can(lead, Verb.MODERATE, asked):
            notify(
                lead,
                kind=KIND,
                title="Somebody would like a mentor",
                body=f"They wait in your list ({band.label}).",
                link="/mentoring/",
                band=band,
            )


def _tell_both(made: Pairing) -> None:
    notify(
        made.member,
        kind=KIND,
        title="You have a mentor",
        body="On this page you see who it is, and can ask for another at any time.",
        link="/mentor/",
    )
    notify(
        made.mentor,
        kind=KIND,
        title="Somebody new is in your list",
        body="Say hello when you have the energy.",
        link="/mentor/caseload/",
        band=made.band,
    )


def _end(pairing: Pairing, by: Member | None, how: End) -> None:
    pairing.ended_at, pairing.ended_by, pairing.how = timezone.now(), by, how
    pairing.save(update_fields=["ended_at", "ended_by", "how"])
    _record(by, "pairing.ended", pairing)
    notify(
        pairing.mentor,
        kind=KIND,
        title="Your list has changed",
        body="Somebody is looked after by another person now. No reason is asked or given.",
        link="/mentor/caseload/",
    )
    if how in (End.CLOSED, End.LAPSED):
        notify(
            pairing.member,
            kind=KIND,
            title="Your mentor has changed",
            body="Your time with your mentor is over. On this page you can ask for another.",
            link="/mentor/",
        )


def _held(by: Member, pk: int) -> Pairing:
    pairing = _locked(pk)
    require(by, Verb.MODERATE, pairing)
    if pairing.ended_at is not None:
        raise ValidationError("This ended meanwhile.")
    return pairing


def _locked(pk: int) -> Pairing:
    rows = Pairing.objects.select_for_update(of=("self",)).select_related("member", "mentor")
    return rows.get(pk=pk)


def _record(by: Member | None, act: str, pairing: Pairing) -> None:
    said = {"mentor": pairing.mentor_id, "member": pairing.member_id, "how": str(pairing.how)}
    record(by, act, f"pairing:{pairing.pk}", said, band=Band(pairing.band))
