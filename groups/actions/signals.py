"""A private word: it reaches the facilitators and nobody else."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from community.access import Verb, can
from community.access.http import require
from community.members.models import Member
from community.notices.actions import notify
from community.realtime.actions import publish
from groups.events import SignalRaised, topic_of_hosts
from groups.models import Attendance, Room, Session, Signal
from groups.queries import is_in_room
from moderation.actions import raise_case
from moderation.models import Risk


def require_in_room(member: Member, session: Session) -> None:
    """Raises PermissionDenied unless the member may be in the room and was let in."""
    require(member, Verb.CHAT, Room(session))
    if not is_in_room(member, session):
        raise PermissionDenied("You can write once you are in the room.")


@transaction.atomic
def ask_for_a_word(member: Member, session: Session) -> Signal:
    """The member would like to talk to a facilitator alone. Asking twice raises one signal.

    Also from the door, and also from somebody who may not write to the room.
    """
    require(member, Verb.JOIN, Room(session))
    return _raise(member, session, Signal.Why.WORD)


@transaction.atomic
def raise_care_signal(member: Member, session: Session) -> Signal:
    """What the member wrote makes the crisis detector think that they may need support."""
    return _raise(member, session, Signal.Why.CARE)


@transaction.atomic
def see_signal(host: Member, signal: Signal) -> Signal:
    """A facilitator takes it on; the other one sees that. The first stays named."""
    require(host, Verb.HOST, Room(signal.session))
    unseen = Signal.objects.filter(pk=signal.pk, seen_at=None)
    unseen.update(seen_at=timezone.now(), seen_by=host)
    publish(topic_of_hosts(signal.session_id), SignalRaised(signal_id=signal.pk))
    signal.refresh_from_db()
    return signal


@transaction.atomic
def open_case(host: Member, signal: Signal, risk: Risk) -> Signal:
    """The facilitator thinks that this needs more than a word: a crisis lead is called."""
    require(host, Verb.HOST, Room(signal.session))
    band = signal.session.group.band
    signal.case = raise_case(signal.member, band=band, risk=risk, source="call")
    signal.save(update_fields=["case"])
    see_signal(host, signal)
    return signal


def _raise(member: Member, session: Session, why: Signal.Why) -> Signal:
    signal, is_new = Signal.objects.get_or_create(
        session=session, member=member, why=why, seen_at=None
    )
    if is_new:
        publish(topic_of_hosts(session.pk), SignalRaised(signal_id=signal.pk))
        _tell_absent_hosts(signal)
    return signal


def _tell_absent_hosts(signal: Signal) -> None:
    """Facilitators in the room see the signal there; one who is elsewhere gets a notice."""
    session = signal.session
    here = Attendance.objects.filter(session=session, left_at=None).values("member_id")
    for host in session.group.hosts.exclude(member_id__in=here).select_related("member"):
        if not can(host.member, Verb.HOST, session):
            continue
        notify(
            host.member,
            kind="group_signal",
            title=f"{signal.member.display_name} {signal.get_why_display()}",
            body=f"In the room of “{session.group.name}”, just now.",
            link=session.room_url,
            band=session.group.band,
        )
