"""Reminders of meetings, in words that a lock screen may show."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from community.access import Verb, can
from community.members.models import Member
from community.notices.actions import notify
from groups.models import DOORS_OPEN, Group, Membership, Reminder, Session
from groups.queries import coming, groups
from groups.states import MembershipState, Phase

DAY_BEFORE = timedelta(hours=24)
# Later than this the first reminder would only be noise beside the second.
NOT_WITHIN = timedelta(hours=3)
MORNING, NIGHT = time(8, 0), time(21, 0)


def set_reminders(member: Member, group: Group, on: bool) -> None:
    """One tap, either way."""
    Membership.objects.filter(member=member, group=group).update(remind=on)


def send_reminders(now: datetime) -> int:
    """Clock: the day before, not at night, and when the doors open. Each once."""
    soon = coming().filter(starts_at__gt=now, starts_at__lte=now + DAY_BEFORE)
    due = [one for one in soon.filter(group__phase=Phase.RUNNING) if _which(one, now)]
    if not due:
        return 0
    sent = set(
        Reminder.objects.filter(session__in=due).values_list("session_id", "member_id", "when")
    )
    by_id = {one.pk: one for one in groups().filter(pk__in={one.group_id for one in due})}
    count = 0
    for session in due:
        session.group = by_id[session.group_id]
        which = _which(session, now)
        assert which
        for member in _who(session.group):
            if (session.pk, member.pk, which) not in sent and _may_be_told(member, which, now):
                count += _remind(member, session, which)
    return count


def _which(session: Session, now: datetime) -> Reminder.When | None:
    left = session.starts_at - now
    if left <= DOORS_OPEN:
        return Reminder.When.SOON
    return Reminder.When.DAY if left > NOT_WITHIN else None


def _who(group: Group) -> list[Member]:
    inside = group.memberships.filter(state=MembershipState.ACTIVE, remind=True)
    ids = {one.member_id for one in inside} | group.host_ids
    return list(Member.objects.filter(Q(pk__in=ids), is_active=True))


def _may_be_told(member: Member, which: Reminder.When, now: datetime) -> bool:
    if which is Reminder.When.SOON:
        return True
    return MORNING <= now.astimezone(ZoneInfo(member.time_zone)).time() < NIGHT


@transaction.atomic
def _remind(member: Member, session: Session, which: Reminder.When) -> int:
    if not can(member, Verb.SEE, session) or member.is_suspended:
        return 0
    _, is_new = Reminder.objects.get_or_create(session=session, member=member, when=which)
    if is_new:
        notify(
            member,
            kind="group_reminder",
            title=_words(member, session, which),
            body="Its page has the way in.",
            link=session.get_absolute_url(),
            band=session.group.band,
        )
    return int(is_new)


def _words(member: Member, session: Session, which: Reminder.When) -> str:
    local = session.starts_at.astimezone(ZoneInfo(member.time_zone))
    if which is Reminder.When.SOON:
        return f"Your meeting begins at {local:%H:%M}. The doors are open."
    return f"You have a meeting on {local:%A} at {local:%H:%M}"
