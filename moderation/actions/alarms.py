"""Call people, one step after the other, until somebody answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from community.access import Verb, can
from community.access.ground import CASEWORK
from community.access.http import require
from community.members.models import Member, Role
from community.members.queries import with_rights
from community.notices.actions import notify
from moderation import staffing
from moderation.actions.audit import record
from moderation.models import Alarm, AlarmCall, Chain, CrisisCase, Duty, Reviewable
from moderation.screening import policy
from moderation.screening.policy import CallStep

TITLES = {
    Chain.IMMINENT: "Somebody may be at risk",
    Chain.CONCERN: "Somebody is worried about a member",
    Chain.DANGER: "Something in the queue cannot wait",
}
BODIES = {
    Chain.IMMINENT: "Please open the case and acknowledge it, so that others know you are there.",
    Chain.CONCERN: "Please open the case and acknowledge it, so that others know you are there.",
    Chain.DANGER: "Please claim it, or somebody else is called soon.",
}
DRILL = "This is a drill. Answer it as if it were real."
LAST_RESORT = ("all", "duty_phone")
Channel = AlarmCall.Channel


@transaction.atomic
def raise_alarm(
    chain: Chain,
    band: str,
    *,
    case: CrisisCase | None = None,
    reviewable: Reviewable | None = None,
    now: datetime | None = None,
) -> Alarm:
    """Starts the chain and calls the first people at once. With neither case nor item: a drill.

    A graver alarm about the same case ends the milder one; an open one is not raised twice.
    """
    at = now or timezone.now()
    about = Alarm.objects.filter(ended_at=None, case=case, reviewable=reviewable)
    if case is not None or reviewable is not None:
        open_now = about.select_for_update().first()
        if open_now is not None and open_now.chain == chain:
            return open_now
        if open_now is not None:
            _end(open_now, at)
    drill = case is None and reviewable is None
    alarm = Alarm.objects.create(
        chain=chain, band=band, case=case, reviewable=reviewable, drill=drill,
        raised_at=at, next_at=at,
    )  # fmt: skip
    said = {"chain": chain, "drill": drill}
    record(None, "alarm.raised", f"alarm:{alarm.pk}", said, band=band)
    _advance(alarm, at)
    transaction.on_commit(staffing.forget_care)
    return alarm


def answer(by: Member, *, case: CrisisCase | None = None, item: Reviewable | None = None) -> None:
    """Somebody is there: nobody else is called."""
    for alarm in Alarm.objects.filter(ended_at=None, case=case, reviewable=item):
        _end(alarm, timezone.now(), by)


def answer_drill(by: Member, pk: int) -> None:
    """Raises PermissionDenied for people whom the drill would not call."""
    alarm = Alarm.objects.select_for_update().get(pk=pk, drill=True)
    require(by, Verb.MODERATE, alarm)
    if alarm.is_open:
        _end(alarm, timezone.now(), by)


def stand_down(item: Reviewable) -> None:
    """What it was about is gone or decided."""
    for alarm in Alarm.objects.filter(ended_at=None, reviewable=item):
        _end(alarm, timezone.now())


def advance(now: datetime) -> int:
    """Takes the steps that are due; says how many alarms went on. Safe to run twice at once."""
    due = Alarm.objects.filter(ended_at=None, next_at__lte=now).values_list("pk", flat=True)
    return sum(_advance_one(pk, now) for pk in list(due))


@transaction.atomic
def _advance_one(pk: int, now: datetime) -> bool:
    alarm = Alarm.objects.select_for_update().filter(pk=pk, ended_at=None).first()
    if alarm is None or alarm.next_at is None or alarm.next_at > now:
        return False
    _advance(alarm, now)
    return True


def _end(alarm: Alarm, at: datetime, by: Member | None = None) -> None:
    alarm.ended_at, alarm.answered_by, alarm.next_at = at, by, None
    alarm.save(update_fields=["ended_at", "answered_by", "next_at"])
    AlarmCall.objects.filter(alarm=alarm, sent_at=None).delete()
    waited = {"seconds": round((at - alarm.raised_at).total_seconds()), "steps": alarm.step}
    act = "alarm.answered" if by else "alarm.ended"
    record(by, act, f"alarm:{alarm.pk}", waited, band=alarm.band)
    transaction.on_commit(staffing.forget_care)


def _advance(alarm: Alarm, now: datetime) -> None:
    """Takes the steps that are due, and those after them while they find nobody; after the last one
    another round.
    """
    chain = policy.current().paging.chains[Chain(alarm.chain).value]
    if alarm.step >= len(chain.steps):
        _call(alarm, LAST_RESORT, now)
        alarm.step += 1
    else:
        _climb(alarm, chain.steps, now)
    if alarm.step < len(chain.steps):
        alarm.next_at = alarm.raised_at + timedelta(seconds=chain.steps[alarm.step].after)
    else:
        alarm.next_at = now + timedelta(seconds=chain.again_every)
    alarm.save(update_fields=["step", "next_at"])


def _climb(alarm: Alarm, steps: Sequence[CallStep], now: datetime) -> None:
    passed = (now - alarm.raised_at).total_seconds()
    reached = 0
    while alarm.step < len(steps) and (not reached or steps[alarm.step].after <= passed):
        reached = _call(alarm, [steps[alarm.step].who], now)
        alarm.step += 1


def _call(alarm: Alarm, whom: Sequence[str], now: datetime) -> int:
    """Says how many were reached or will be."""
    reached = 0
    for who in whom:
        if who == "duty_phone":
            reached += _queue(alarm, None, Channel.WEBHOOK, now)
            continue
        people = called(alarm, who, now)
        for member in people:
            _notify(alarm, member, now)
            _queue(alarm, member, Channel.EMAIL, now)
            if member.devices.exists():
                _queue(alarm, member, Channel.PUSH, now)
        reached += len(people)
    said = {"step": alarm.step, "who": list(whom), "reached": reached}
    record(None, "alarm.called", f"alarm:{alarm.pk}", said, band=alarm.band)
    return reached


def called(alarm: Alarm, who: str, now: datetime) -> list[Member]:
    """Whom a step reaches: those on the rota, or all who do casework, as far as they may see it."""
    people = _caseworkers() if who == "all" else staffing.on_call(Duty(who), alarm.band, now)
    about = alarm.case or alarm.reviewable
    apart = {about.access_facts().author_id} if about else set()
    if alarm.reviewable is not None:
        apart |= set(alarm.reviewable.parts.values_list("member", flat=True))
    return [one for one in people if one.pk not in apart and can(one, Verb.MODERATE, alarm)]


def _caseworkers() -> list[Member]:
    held = Role.objects.held().filter(name__in=CASEWORK).values("member")
    found = Member.objects.filter(Q(pk__in=held), is_active=True)
    return list(with_rights(found).values())


def _notify(alarm: Alarm, member: Member, now: datetime) -> None:
    notify(
        member,
        kind="crisis_case",
        title=TITLES[Chain(alarm.chain)],
        body=DRILL if alarm.drill else BODIES[Chain(alarm.chain)],
        link=link_of(alarm),
        band=alarm.band,
    )
    AlarmCall.objects.create(
        alarm=alarm, step=alarm.step, member=member, channel=Channel.NOTICE,
        made_at=now, sent_at=now,
    )  # fmt: skip


def _queue(alarm: Alarm, member: Member | None, channel: str, now: datetime) -> int:
    """Leaves the call to the clock, which can wait for slow lines and try again."""
    from moderation.pager import is_set_up

    if channel == Channel.WEBHOOK and not is_set_up():
        return 0
    AlarmCall.objects.create(
        alarm=alarm, step=alarm.step, member=member, channel=channel, made_at=now
    )
    return 1


def link_of(alarm: Alarm) -> str:
    """Where to answer."""
    if alarm.case is not None:
        return alarm.case.get_absolute_url()
    if alarm.reviewable_id is not None:
        return f"/moderation/{alarm.reviewable_id}/"
    return "/moderation/rota/"
