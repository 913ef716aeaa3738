"""Who works here: roles and clearances. What lets somebody near young people takes two."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from community.access import Verb
from community.access.ground import NEAR_YOUTH
from community.access.http import require
from community.members.actions import end_clearances, grant_clearance, grant_role, revoke_role
from community.members.bands import Band, today
from community.members.models import Clearance, Member, Role, RoleName
from community.members.queries import staff
from community.notices.actions import notify
from community.realtime.actions import access_changed
from moderation.actions.audit import record
from moderation.actions.proposals import propose, register
from moderation.actions.rota import ROTA
from moderation.models import Beat, Proposal

LEADING = frozenset({RoleName.CRISIS_LEAD, RoleName.SAFEGUARDING_LEAD})
WARN_DAYS = (60, 30, 7)
LAPSES, WARNINGS = "rights", "expiry"
# Nobody is cleared for longer: the check is made again.
LONGEST_CLEARANCE = timedelta(days=3 * 366)


@transaction.atomic
def appoint(
    by: Member, member: Member, role: str, until: date | None = None, why: str = ""
) -> Proposal | Role:
    """Gives a role, until the end of a day if one is named; near youth, a second person signs.

    Raises PermissionDenied for people who do not lead, or ValidationError.
    """
    require(by, Verb.EDIT, ROTA)
    name = RoleName(role)
    if until is not None and until <= today():
        raise ValidationError({"until": "Choose a day that is still to come."})
    _check_person(by, member)
    if name not in NEAR_YOUTH:
        return _give_role(by, member, name, until)
    ends = f", until {until:%-d %B %Y}" if until else ""
    return _ask(
        by, member, why, near_youth=member.is_cleared,
        said=f"{member.display_name} becomes {name.label.lower()}{ends}",
        detail={"role": name.value, "until": until.isoformat() if until else None},
    )  # fmt: skip


@transaction.atomic
def clear(
    by: Member, member: Member, *, kind: str, checked_on: date, expires_on: date, why: str = ""
) -> Proposal | Clearance:
    """Records a background check; of somebody whose role then reaches youth, a second person signs.

    Raises PermissionDenied for people who do not lead, or ValidationError.
    """
    require(by, Verb.EDIT, ROTA)
    _check_person(by, member)
    if checked_on > today():
        raise ValidationError({"checked_on": "The check cannot lie in the future."})
    if expires_on <= today() or expires_on > checked_on + LONGEST_CLEARANCE:
        raise ValidationError({"expires_on": "Choose a day to come, within three years of it."})
    detail = {
        "kind": kind, "checked_on": checked_on.isoformat(), "expires_on": expires_on.isoformat(),
    }  # fmt: skip
    if not member.roles & NEAR_YOUTH:
        return _give_clearance(by, member, detail)
    said = f"{member.display_name} is cleared to be with young people until {expires_on:%-d %B %Y}"
    return _ask(by, member, why, near_youth=True, said=f"{said} ({kind})", detail=detail)


@transaction.atomic
def end_role(by: Member, member: Member, role: str) -> None:
    """At once. Raises PermissionDenied, or ValidationError for the last one who leads."""
    require(by, Verb.EDIT, ROTA)
    others = [one for one in staff([role]) if one != member]
    if role in LEADING and not others:
        raise ValidationError("Somebody has to lead. Give this role to another person first.")
    revoke_role(member, role)
    record(by, "role.ended", f"member:{member.pk}", {"role": role})


@transaction.atomic
def end_clearance(by: Member, member: Member) -> None:
    """At once; open pages and calls of that person close. Raises PermissionDenied."""
    require(by, Verb.EDIT, ROTA)
    end_clearances(member)
    record(by, "clearance.ended", f"member:{member.pk}", {})


def lapse(now: datetime) -> int:
    """Open pages and calls of those whose role or clearance ran out ask the policy again.

    Says of how many people.
    """
    since = since_last(LAPSES, now)
    if since is None:
        return 0
    day, last = timezone.localdate(now), timezone.localdate(since)
    lapsed = Role.objects.filter(expires_at__gt=since, expires_at__lte=now)
    ended = Clearance.objects.filter(expires_on__gte=last, expires_on__lt=day)
    people = {*lapsed.values_list("member", flat=True), *ended.values_list("member", flat=True)}
    for pk in people:
        access_changed(pk)
    return len(people)


def warn(now: datetime) -> int:
    """Sixty, thirty and seven days before, the person and the leads hear that something ends.

    Says how many ends were spoken of.
    """
    if since_last(WARNINGS, now, every=timedelta(days=1)) is None:
        return 0
    day = timezone.localdate(now)
    ends: list[tuple[Member, str, date]] = []
    for role in Role.objects.held(now).exclude(expires_at=None).select_related("member"):
        ends.append((role.member, str(RoleName(role.name).label), _last_day(role.expires_at)))
    for clearance in Clearance.objects.valid(day).select_related("member"):
        ends.append((clearance.member, "Clearance", clearance.expires_on))
    due = [end for end in ends if (end[2] - day).days in WARN_DAYS and end[0].is_active]
    leads = staff(LEADING) if due else []
    for member, what, last in due:
        for reader in {one.pk: one for one in (member, *leads)}.values():
            _warn(reader, member, what, last)
    return len(due)


def _warn(reader: Member, member: Member, what: str, last: date) -> None:
    whose = "Yours" if reader == member else member.display_name
    notify(
        reader,
        kind="team",
        title=f"{what}: the last day is {last:%-d %B}",
        body=f"{whose}. After that day it counts no more, by itself.",
        link="/moderation/team/" if reader != member or member.roles & LEADING else "/me/",
    )


def _last_day(expires_at: datetime | None) -> date:
    assert expires_at is not None
    return timezone.localdate(expires_at - timedelta(seconds=1))


def since_last(name: str, now: datetime, every: timedelta = timedelta(0)) -> datetime | None:
    """When this was done last; now counts as the next time. None when it is too soon."""
    with transaction.atomic():
        Beat.objects.get_or_create(name=name, defaults={"at": now - timedelta(days=1)})
        beat = Beat.objects.select_for_update().get(pk=name)
        if beat.at >= now or beat.at > now - every:
            return None
        since, beat.at = beat.at, now
        beat.save(update_fields=["at"])
        return since


def _check_person(by: Member, member: Member) -> None:
    if member == by:
        raise ValidationError("Somebody else has to do this for you.")
    if member.is_youth or not member.is_active:
        raise ValidationError("Only adults with an open account can work here.")


def _ask(
    by: Member, member: Member, why: str, *, near_youth: bool, said: str, detail: dict[str, Any]
) -> Proposal:
    """Who signs what reaches youth has to be cleared for them."""
    return propose(
        by,
        Proposal.Act.ROLE,
        band=Band.YOUNGER if near_youth else Band.ADULT,
        member=member,
        why=why,
        detail={**detail, "changes": [said]},
    )


def _signed(by: Member, proposal: Proposal) -> None:
    member, detail = proposal.member, proposal.detail
    if member is None:
        raise ValidationError("This account is gone.")
    _check_person(proposal.by, member)
    if "role" in detail:
        until = date.fromisoformat(detail["until"]) if detail["until"] else None
        _give_role(proposal.by, member, RoleName(detail["role"]), until)
    else:
        _give_clearance(proposal.by, member, detail)


def _give_role(by: Member, member: Member, name: RoleName, until: date | None) -> Role:
    ends = None
    if until is not None:
        ends = timezone.make_aware(datetime.combine(until + timedelta(days=1), time.min))
    role = grant_role(member, name, by=by, expires_at=ends)
    said = {"role": name.value, "until": until.isoformat() if until else None}
    record(by, "role.given", f"member:{member.pk}", said)
    title = f"You are now: {name.label.lower()}"
    notify(member, kind="team", title=title, body="Thank you for taking this on.", link="/today/")
    return role


def _give_clearance(by: Member, member: Member, detail: dict[str, Any]) -> Clearance:
    clearance = grant_clearance(
        member,
        kind=detail["kind"],
        checked_by=by,
        checked_on=date.fromisoformat(detail["checked_on"]),
        expires_on=date.fromisoformat(detail["expires_on"]),
    )
    said = {key: detail[key] for key in ("kind", "checked_on", "expires_on")}
    record(by, "clearance.given", f"member:{member.pk}", said)
    return clearance


register(Proposal.Act.ROLE, _signed)
