"""Who came, what facilitators noted, how somebody felt, and what goes into their calendar."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from community.access import Verb, can
from community.members.models import Member
from groups.models import (
    Attendance,
    CalendarLink,
    CheckIn,
    Group,
    Session,
    SessionNote,
)
from groups.queries.pages import sessions
from groups.states import MembershipState

CALENDAR_BEHIND = timedelta(days=30)
MOST_IN_CALENDAR = 200
CHECK_INS_SHOWN = 16


@dataclass
class Stay:
    """One person at one meeting. Nobody's minutes are counted for them but here."""

    member: Member
    is_host: bool
    minutes: int = 0
    first: datetime | None = None
    is_here: bool = False


@dataclass(frozen=True)
class Record:
    """What facilitators see of a meeting."""

    came: list[Stay] = field(default_factory=list)
    missed: list[Stay] = field(default_factory=list)
    notes: list[SessionNote] = field(default_factory=list)


def record_of(session: Session) -> Record:
    """Three queries, however many came. Ask the policy first."""
    hosts, inside = session.group.host_ids, session.group.active_ids
    stays: dict[int, Stay] = {}
    now = timezone.now()
    for one in Attendance.objects.filter(session=session).select_related("member"):
        stay = stays.setdefault(one.member_id, Stay(one.member, one.member_id in hosts))
        stay.minutes += round(((one.left_at or now) - one.joined_at).total_seconds() / 60)
        stay.first = min(stay.first or one.joined_at, one.joined_at)
        stay.is_here = stay.is_here or one.left_at is None
    absent = Member.objects.filter(pk__in=(inside | hosts) - set(stays)).order_by("display_name")
    return Record(
        came=sorted(stays.values(), key=lambda stay: (not stay.is_host, stay.member.display_name)),
        missed=[Stay(member, member.pk in hosts) for member in absent],
        notes=list(session.notes.select_related("author")),
    )


def own_check_ins(member: Member, group: Group) -> list[CheckIn]:
    """The member's own, oldest first; of nobody else, ever."""
    found = CheckIn.objects.filter(member=member, session__group=group)
    newest = found.select_related("session").order_by("-session__starts_at", "-moment")
    return list(newest[:CHECK_INS_SHOWN])[::-1]


def own_check_in(member: Member, session: Session, moment: CheckIn.Moment) -> CheckIn | None:
    return CheckIn.objects.filter(member=member, session=session, moment=moment).first()


def calendar_of(member: Member) -> list[Session]:
    """Meetings of the groups that the member is in or runs, as far as the policy lets them see."""
    own = Q(
        group__memberships__member=member, group__memberships__state=MembershipState.ACTIVE
    ) | Q(group__hosts__member=member)
    since = timezone.now() - CALENDAR_BEHIND
    found = sessions().filter(own, ends_at__gt=since).distinct().order_by("starts_at", "pk")
    allowed: dict[int, bool] = {}
    for session in found:
        if session.group_id not in allowed:
            allowed[session.group_id] = can(member, Verb.SEE, session.group)
    return [one for one in found if allowed[one.group_id]][:MOST_IN_CALENDAR]


def calendar_link(digest: str) -> CalendarLink | None:
    return CalendarLink.objects.filter(digest=digest).select_related("member").first()
