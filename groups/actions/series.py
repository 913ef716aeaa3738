"""The life of a group: made from a template, formed, run on its slots, closed with a goodbye."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from community.access import Verb, can
from community.access.http import require
from community.members.bands import Audience
from community.members.models import Member
from community.notices.actions import notify
from groups.actions.planning import write_agreement
from groups.models import (
    OVERRUN,
    Group,
    GroupHost,
    GroupTemplate,
    Membership,
    Session,
    Slot,
)
from groups.recurrence import Rule, day_of, days, number, span
from groups.states import HostRole, MembershipState, Phase, SessionState

HORIZON = timedelta(weeks=6)
# So long after its first meeting a cohort still takes people.
JOINS_FOR = timedelta(days=8)
MOST_SLOTS = 3
YOUTH_ADULTS = 2


@dataclass(frozen=True)
class When:
    """One slot, as somebody wants it."""

    weekday: int
    starts: time


@transaction.atomic
def create_from_template(
    by: Member,
    template: GroupTemplate,
    *,
    name: str,
    time_zone: str,
    first_day: date,
    slots: Sequence[When],
    weeks: int | None = None,
    co_facilitator: Member | None = None,
    audience: str = Audience.MEMBERS,
) -> Group:
    """Makes a group that is forming, with its slots and its hosts. audience: for whom of adults.

    Raises PermissionDenied, or ValidationError when a field is off.
    """
    require(by, Verb.START, template)
    group = Group(
        name=name,
        description=template.description,
        band=template.band,
        audience=audience,
        capacity=template.capacity,
        entry=template.entry,
        time_zone=time_zone,
        shape=template.shape,
        phase=Phase.FORMING,
        plan=[{"title": one.title, "agenda": one.agenda} for one in template.meetings.all()],
    )
    if template.is_cohort:
        group.meetings = weeks or len(group.plan)
    group.full_clean()
    group.save()
    GroupHost.objects.create(group=group, member=by, role=HostRole.FACILITATOR)
    if co_facilitator is not None and co_facilitator != by:
        GroupHost.objects.create(group=group, member=co_facilitator, role=HostRole.CO_FACILITATOR)
    if template.agreement.strip():
        write_agreement(by, group, template.agreement)
    _add_slots(group, slots, first_day, template.minutes, template.every)
    return group


@transaction.atomic
def start_group(by: Member, group: Group) -> None:
    """From forming to meeting: its slots become sessions, and everybody hears when.

    Raises ValidationError while something is missing. Starting twice is harmless.
    """
    require(by, Verb.HOST, group)
    group = Group.objects.select_for_update().get(pk=group.pk)
    if not group.is_forming:
        return
    slots = list(group.slots.all())
    if not slots:
        raise ValidationError("Say first when the group meets.")
    if group.age_band.is_youth and group.hosts.count() < YOUTH_ADULTS:
        raise ValidationError(
            "A group of young people needs two facilitators. Name a second one first."
        )
    for slot in slots:
        slot.first_day = max(slot.first_day, group.today())
        slot.save(update_fields=["first_day"])
    group.phase = Phase.RUNNING
    if group.is_cohort:
        group.joins_until = min(slot.rule.begins for slot in slots) + JOINS_FOR
    group.save(update_fields=["phase", "joins_until"])
    _plan(group, timezone.now())
    _tell_members(group, "Your group begins", "Its page says when you meet.")


@transaction.atomic
def change_slots(by: Member, group: Group, slots: Sequence[When], first_day: date) -> None:
    """Gives the group other times from a day on. Meetings that are over or on stay as they are."""
    require(by, Verb.HOST, group)
    group = Group.objects.select_for_update().get(pk=group.pk)
    if group.has_ended:
        raise ValidationError("This group has ended.")
    old = list(group.slots.filter(last_day=None))
    if group.slots.exists() and not old:
        raise ValidationError("The last meeting of this group is set already.")
    minutes, every = (old[0].minutes, old[0].every) if old else (60, 1)
    _drop_planned(group, Q(slot__in=old, day__gte=first_day))
    kept = _weeks_kept(group, old)
    for slot in old:
        slot.last_day = first_day - timedelta(days=1)
        slot.save(update_fields=["last_day"])
    group.slots.annotate(held=Count("sessions")).filter(held=0).delete()
    if group.meetings is not None and kept:
        if kept >= group.meetings:
            raise ValidationError("Choose a day before the last meeting.")
        group.plan, group.meetings = group.plan[kept:], group.meetings - kept
        group.save(update_fields=["plan", "meetings"])
    _add_slots(group, slots, first_day, minutes, every)
    if group.phase == Phase.RUNNING:
        _plan(group, timezone.now())
        _tell_members(group, "The times of your group have changed", "Its page has the new ones.")


@transaction.atomic
def say_goodbye(by: Member, group: Group, last: Session) -> None:
    """Makes a meeting that is still to come the last one: people say goodbye in it, and what was
    planned after it goes. Raises ValidationError for a meeting that cannot be the last.
    """
    require(by, Verb.HOST, group)
    group = Group.objects.select_for_update().get(pk=group.pk)
    last = Session.objects.select_for_update().get(pk=last.pk, group=group)
    if last.is_over:
        raise ValidationError("This meeting is over. Choose one that is still to come.")
    group.sessions.filter(is_goodbye=True).update(is_goodbye=False)
    Session.objects.filter(pk=last.pk).update(is_goodbye=True)
    _drop_planned(group, Q(starts_at__gt=last.starts_at))
    for slot in group.slots.all():
        final = last.starts_at.astimezone(ZoneInfo(group.time_zone)).date()
        slot.last_day = final if slot.last_day is None else min(final, slot.last_day)
        slot.save(update_fields=["last_day"])
    _tell_members(group, "Your group says goodbye soon", "Its page says when the last meeting is.")


@transaction.atomic
def call_off(by: Member, session: Session, why: str = "") -> None:
    """The meeting does not take place; those who would have come hear of it."""
    require(by, Verb.HOST, session)
    session = Session.objects.select_for_update().select_related("group").get(pk=session.pk)
    if session.state != SessionState.SCHEDULED or session.is_over:
        raise ValidationError("Only a meeting that has not begun can be called off.")
    session.state, session.why_off = SessionState.CALLED_OFF, why
    session.save(update_fields=["state", "why_off"])
    _tell_members(session.group, "A meeting was called off", why, link=session.get_absolute_url())


def plan_ahead(now: datetime) -> int:
    """Clock: slots of groups that meet become sessions, six weeks ahead."""
    far = (now + HORIZON).date()
    due = Group.objects.filter(phase=Phase.RUNNING, slots__isnull=False).filter(
        Q(planned_until=None) | Q(planned_until__lt=far)
    )
    return sum(_plan_one(pk, now) for pk in due.distinct().values_list("pk", flat=True))


@transaction.atomic
def _plan_one(group_id: int, now: datetime) -> int:
    return _plan(Group.objects.select_for_update().get(pk=group_id), now)


def close_finished(now: datetime) -> int:
    """Clock: a group whose goodbye is over has ended. Who still waited for it is told."""
    later = Session.objects.filter(group=OuterRef("pk"), ends_at__gt=now - OVERRUN).exclude(
        state__in=(SessionState.CLOSED, SessionState.CALLED_OFF)
    )
    # A goodbye that was called off is none: the facilitators plan another.
    over = Q(state=SessionState.CLOSED) | Q(ends_at__lte=now - OVERRUN)
    parted = Session.objects.filter(over, group=OuterRef("pk"), is_goodbye=True).exclude(
        state=SessionState.CALLED_OFF
    )
    done = Group.objects.filter(Exists(parted), ~Exists(later), phase=Phase.RUNNING)
    return sum(_close(pk) for pk in done.values_list("pk", flat=True))


def release_waiting(now: datetime) -> int:
    """Clock: nobody waits for a cohort that does not take people any more."""
    waiting = Membership.objects.filter(
        state=MembershipState.WAITING,
        group__phase=Phase.RUNNING,
        # A day later, so that the day is over in every zone.
        group__joins_until__lt=(now - timedelta(days=1)).date(),
    )
    return sum(_release(pk) for pk in set(waiting.values_list("group_id", flat=True)))


@transaction.atomic
def _close(group_id: int) -> int:
    changed = Group.objects.filter(pk=group_id, phase=Phase.RUNNING).update(phase=Phase.CLOSED)
    if changed:
        _release(group_id)
    return changed


@transaction.atomic
def _release(group_id: int) -> int:
    group = Group.objects.select_for_update().get(pk=group_id)
    waiting = list(group.memberships.filter(state=MembershipState.WAITING).select_related("member"))
    group.memberships.filter(pk__in=[one.pk for one in waiting]).update(
        state=MembershipState.LEFT, changed_at=timezone.now()
    )
    for one in waiting:
        notify(
            one.member,
            kind="group_no_place",
            title="There was no free place this time",
            body="The group that you waited for takes nobody any more. Others may have a place.",
            link="/groups/",
        )
    return len(waiting)


def _plan(group: Group, now: datetime) -> int:
    """Makes the sessions that are missing. The group's row is locked."""
    far = (now + HORIZON).date()
    missing = [
        _session(group, slot, day)
        for slot in group.slots.all()
        for day in _days(group, slot.rule, far)
        if span(slot.rule, day)[0] > now
    ]
    known = set(group.sessions.exclude(slot=None).values_list("slot_id", "day"))
    new = [one for one in missing if (one.slot_id, one.day) not in known]
    Session.objects.bulk_create(new, ignore_conflicts=True)
    group.planned_until = far
    group.save(update_fields=["planned_until"])
    return len(new)


def _days(group: Group, rule: Rule, far: date) -> Iterable[date]:
    """Up to a day; of a cohort all, since everybody wants to know how long it is."""
    end = far if group.meetings is None else day_of(rule, group.meetings - 1)
    return days(rule, rule.begins, end)


def _session(group: Group, slot: Slot, day: date) -> Session:
    starts, ends = span(slot.rule, day)
    count = number(slot.rule, day)
    about = group.plan[count % len(group.plan)] if group.plan else {}
    last = group.meetings is not None and count == group.meetings - 1
    if last and group.plan:
        about = group.plan[-1]
    return Session(
        group=group,
        slot=slot,
        day=day,
        title=about.get("title") or ("Saying goodbye" if last else "Meeting"),
        agenda=about.get("agenda", ""),
        starts_at=starts,
        ends_at=ends,
        is_goodbye=last,
    )


def _weeks_kept(group: Group, slots: Sequence[Slot]) -> int:
    """How many of a cohort's weeks stay on the old slots."""
    rules = {slot.pk: slot.rule for slot in slots}
    kept = group.sessions.filter(slot__in=slots).values_list("slot_id", "day")
    return max((number(rules[slot], day) + 1 for slot, day in kept if slot and day), default=0)


def _drop_planned(group: Group, which: Q) -> None:
    """Only what nobody has been to."""
    ahead = group.sessions.filter(which, state=SessionState.SCHEDULED)
    ahead.filter(starts_at__gt=timezone.now()).exclude(attendance__isnull=False).delete()


def _add_slots(
    group: Group, slots: Sequence[When], first_day: date, minutes: int, every: int
) -> None:
    if not 1 <= len(slots) <= MOST_SLOTS or len(set(slots)) < len(slots):
        raise ValidationError(f"Choose one to {MOST_SLOTS} different times.")
    for when in slots:
        slot = Slot(
            group=group,
            weekday=when.weekday,
            starts=when.starts,
            minutes=minutes,
            every=every,
            first_day=first_day,
        )
        slot.full_clean()
        slot.save()
    group.rhythm = _rhythm(group)
    group.save(update_fields=["rhythm"])


def _rhythm(group: Group) -> str:
    said = " and ".join(slot.words for slot in group.slots.filter(last_day=None))
    city = group.time_zone.rsplit("/", 1)[-1].replace("_", " ")
    return f"{said[:1].upper()}{said[1:]}, {city} time"[:120]


def _tell_members(group: Group, title: str, body: str, link: str = "") -> None:
    inside = group.memberships.filter(state=MembershipState.ACTIVE).select_related("member")
    for membership in inside:
        if can(membership.member, Verb.SEE, group):
            notify(
                membership.member,
                kind="group_times",
                title=title,
                body=body,
                link=link or group.get_absolute_url(),
                band=group.band,
            )
