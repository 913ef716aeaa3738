"""Groups, meetings, mentors, and whom somebody keeps away from."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from django.utils import timezone

from community.members.models import Pairing
from community.mentoring.models import Application, Step, Training
from community.safety.models import Distance
from groups.models import (
    Acceptance,
    Attendance,
    ChatLine,
    CheckIn,
    ComfortAgreement,
    Conduct,
    Group,
    Membership,
    Poll,
    Reminder,
    Removal,
    SessionNote,
    Signal,
    Vote,
)
from tests.factories import make_member
from tests.rights.world import NAME, WORDS, World

_numbers = count(1)


def group(world: World) -> None:
    group = Group.objects.create(name="Knees", description="We talk.", band=world.group.band)
    Membership.objects.create(group=group, member=world.member, state="active")
    agreement = ComfortAgreement.objects.create(
        group=group, band=group.band, version=1, text="Kind."
    )
    Acceptance.objects.create(member=world.member, agreement=agreement)


def meeting(world: World) -> None:
    session, now = world.meeting(), timezone.now()
    Attendance.objects.create(session=session, member=world.member, left_at=now)
    Removal.objects.create(session=session, member=world.member, by=world.staff, reason=WORDS)
    Signal.objects.create(session=session, member=world.member, why="word")
    Reminder.objects.create(session=session, member=world.member, when="day")
    Conduct.objects.create(session=session, member=world.member, state="returned_for_edit")
    CheckIn.objects.create(session=session, member=world.member, moment="before", pain=3)
    SessionNote.objects.create(session=session, author=world.staff, text=f"{NAME} was quiet")
    poll = Poll.objects.create(session=session, question="Tea?", options=["Yes", "No"])
    Vote.objects.create(poll=poll, member=world.member, option=0)
    for seq, (who, text) in enumerate(((world.member, WORDS), (world.other, f"@{NAME} hi")), 1):
        ChatLine.objects.create(
            session=session, member=who, text=text, html=text, state="published", seq=seq
        )


def mentored(world: World) -> None:
    now = timezone.now()
    until, ended = now + timedelta(days=90), {"ended_at": now, "how": "moved"}
    for member, mentor in ((world.member, world.staff), (world.other, world.member)):
        Pairing.objects.create(
            member=member, mentor=mentor, band=member.age_band, until=until, **ended
        )
    made = Application.objects.create(
        member=world.member, why=WORDS, offers=NAME, state="declined", ended_at=now
    )
    Step.objects.create(
        application=made, before="applied", after="declined", by=world.staff, note=WORDS
    )
    day = timezone.localdate() - timedelta(days=next(_numbers))
    Training.objects.create(
        member=world.member, module="danger", done_on=day, expires_on=day + timedelta(days=365)
    )


def kept_away(world: World) -> None:
    for kind in Distance.Kind.values:
        other = make_member(band=world.member.age_band)
        Distance.objects.create(member=world.member, other=other, kind=kind)
        Distance.objects.create(member=other, other=world.member, kind=kind)
