"""A call, or somebody in it, is reported; and what a moderator's decision does to a place in the
group or to the meeting.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from community.access import Verb, can
from community.members.models import Member
from community.notices.actions import notify
from community.realtime.actions import access_changed
from groups.actions.rooms import end_now
from groups.models import Attendance, Conduct, Membership, Session
from groups.states import ConductState, MembershipState, SessionState
from moderation.actions import flag
from moderation.content import NothingHere
from moderation.models import Flag, Reviewable
from moderation.states import WAITING, ReviewState

PERSON = "groups.conduct"
MEETING = "groups.meeting"
UNDECIDED = WAITING | {ReviewState.ON_WATCH}
OUT = (MembershipState.LEFT, MembershipState.REMOVED)


def conduct_of(by: Member, session: Session, person: Member | None) -> Conduct:
    """What a report would be about, not stored yet: the person, or without one the meeting.

    Raises NothingHere when the person was not in that room, or the meeting has not begun, and
    PermissionDenied for somebody who was not there to see it, or for oneself.
    """
    conduct = Conduct(session=session, member=person or _answers_for(session), whole=not person)
    if not can(by, Verb.SEE, conduct):
        raise PermissionDenied("Only those who are in the group, or were there, can report it.")
    if not has_begun(session) or (person and not was_there(session, person)):
        raise NothingHere
    if not can(by, Verb.FLAG, conduct):
        raise PermissionDenied("This is about yourself, so it cannot be you who reports it.")
    return conduct


def can_report(by: Member, session: Session) -> bool:
    """Whether somebody may report this meeting, or anybody who was in it."""
    return has_begun(session) and can(by, Verb.SEE, Conduct(session=session, member=by))


def has_begun(session: Session) -> bool:
    return session.attendance.exists()


def was_there(session: Session, person: Member) -> bool:
    return session.attendance.filter(member=person).exists()


@transaction.atomic
def report_call(
    by: Member,
    session: Session,
    person: Member | None,
    *,
    concern: str,
    rule: str = "",
    note: str = "",
) -> Flag:
    """Reports how somebody was in a call, or how the meeting went. What others reported of it and
    nobody has decided is joined; after a decision it is a new matter.

    Raises what `conduct_of` and `moderation.actions.flag` raise.
    """
    Session.objects.select_for_update().get(pk=session.pk)
    conduct = conduct_of(by, session, person)
    kind = MEETING if conduct.whole else PERSON
    undecided = Reviewable.objects.filter(kind=kind, state__in=UNDECIDED).values("object_id")
    before = Conduct.objects.filter(
        session=session, member=conduct.member, whole=conduct.whole,
        state=ConductState.NOTHING_FOLLOWED, pk__in=undecided,
    ).first()  # fmt: skip
    if before is None:
        conduct.save()
    return flag(by, kind, (before or conduct).pk, concern=concern, rule=rule, note=note)


@transaction.atomic
def move_conduct(pk: int, to: ConductState) -> Conduct:
    """A moderator's decision, or its reversal. Raises IllegalTransition."""
    conduct = Conduct.objects.select_for_update().get(pk=pk)
    came_from = conduct.state
    conduct.move(to)
    if to is ConductState.OUT:
        conduct.took = _end(conduct) if conduct.whole else _take_out(conduct)
    elif came_from == ConductState.OUT:
        _open_again(conduct) if conduct.whole else _let_back(conduct)
    conduct.save(update_fields=["state", "took"])
    return conduct


def _answers_for(session: Session) -> Member:
    first = session.group.hosts.select_related("member").first()
    if first is None:
        raise NothingHere
    return first.member


def _take_out(conduct: Conduct) -> str:
    """Out of the group, and of the call at once. The place is filled by the clock."""
    group = conduct.session.group
    place = Membership.objects.select_for_update().filter(group=group, member=conduct.member)
    held = place.exclude(state__in=OUT).first()
    if held is None:
        return ""
    took = held.state
    place.update(state=MembershipState.REMOVED, changed_at=timezone.now())
    access_changed(conduct.member_id)
    _tell_hosts(conduct, "is no longer in the group", "A moderator decided this after a report.")
    return took


def _let_back(conduct: Conduct) -> None:
    """What was right to have is given back, also when the group is full by now."""
    gone = Membership.objects.filter(
        group=conduct.session.group, member=conduct.member, state=MembershipState.REMOVED
    )
    if conduct.took and gone.update(state=conduct.took, changed_at=timezone.now()):
        access_changed(conduct.member_id)
        _tell_hosts(conduct, "is in the group again", "The decision about them was reversed.")


def _end(conduct: Conduct) -> str:
    session = Session.objects.select_for_update().get(pk=conduct.session_id)
    took = session.state
    end_now(session)
    return took


def _open_again(conduct: Conduct) -> None:
    """Within its time only: a meeting of last month stays over, and its facilitators hear of it."""
    session = Session.objects.select_for_update().get(pk=conduct.session_id)
    if session.state == SessionState.CLOSED and timezone.now() <= session.doors_close_at:
        session.state = SessionState(conduct.took)
        session.save(update_fields=["state"])


def _tell_hosts(conduct: Conduct, what: str, why: str) -> None:
    group = conduct.session.group
    for host in group.hosts.exclude(member=conduct.member_id).select_related("member"):
        if can(host.member, Verb.HOST, group):
            notify(
                host.member,
                kind="group_place",
                title=f"{conduct.member.display_name} {what}",
                body=f"“{group.name}”. {why}",
                link=group.get_absolute_url(),
                band=group.band,
            )


def in_the_room(session: Session) -> list[Member]:
    """Who was there at any time, by name."""
    came = Attendance.objects.filter(session=session).values("member")
    return list(Member.objects.filter(pk__in=came, is_active=True).order_by("display_name"))
