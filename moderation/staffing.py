"""Who is there, who is on call, and until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from community.access import moderated_bands
from community.access.ground import CASEWORK
from community.members.bands import Band
from community.members.models import Member
from community.members.queries import with_rights
from moderation import rota, tiers
from moderation.models import Alarm, Chain, Cover, Duty, Shift
from moderation.rota import Span
from moderation.screening import policy
from moderation.tiers import Tier

AHEAD = timedelta(days=14)
# A clearance that expired, or an alarm nobody answered, is seen on every page within this time.
REMEMBERED_S = 30
CALLED = frozenset({Duty.ON_CALL, Duty.BACKUP})
# These run day and night: people are called.
ALWAYS = frozenset({Tier.P0, Tier.P1})


@dataclass(frozen=True)
class Watch:
    """One occurrence of a shift. `covers` is whose shift it is when somebody stands in."""

    span: Span
    day: date
    shift: Shift
    member: Member
    covers: Member | None


@dataclass(frozen=True)
class Care:
    """What the members of a band are told: is somebody of the team there?

    kind: `here`, `away`, `unanswered` (people were called and nobody came) or `no_rota`.
    back: when somebody is there again, if that is known.
    """

    kind: str
    back: datetime | None = None

    @property
    def is_watched(self) -> bool:
        """Somebody of the team is there, by the rota of this moment, and answers."""
        return self.kind == "here"

    @property
    def asks_about_risk(self) -> bool:
        """The rule: a question whose answer may be that somebody is in danger is asked only while
        somebody is there to read the answer. The banner on every page goes by the same.
        """
        return self.is_watched


def watches(start: datetime, end: datetime) -> list[Watch]:
    """Who works between two moments, in order: whoever still holds the role. Five queries."""
    shifts = list(Shift.objects.select_related("member"))
    covers = {
        (one.shift_id, one.day): one
        for one in Cover.objects.filter(
            day__gte=(start - AHEAD).date(), day__lte=(end + timedelta(days=2)).date()
        ).select_related("by")
    }
    people = with_rights(
        [*(one.member for one in shifts), *(one.by for one in covers.values() if one.by)]
    )
    found = []
    for shift in shifts:
        for day, span in rota.occurrences(shift, start, end):
            watch = _watch(shift, day, span, covers.get((shift.pk, day)), people)
            if watch is not None:
                found.append(watch)
    return sorted(found, key=lambda one: (one.span.start, one.shift.pk))


def _watch(
    shift: Shift, day: date, span: Span, cover: Cover | None, people: dict[int, Member]
) -> Watch | None:
    who = shift.member_id if cover is None else cover.by_id
    if who is None or not fits(people[who], Duty(shift.duty)):
        return None
    own = people[shift.member_id]
    return Watch(span, day, shift, people[who], own if cover else None)


def fits(member: Member, duty: Duty) -> bool:
    """Whether the member may work such a shift today; for which bands, the policy says."""
    if duty in CALLED and not member.roles & CASEWORK:
        return False
    return bool(moderated_bands(member))


def on_call(duty: Duty, band: str, at: datetime) -> list[Member]:
    """Who works this duty at a moment, for a band."""
    found = {
        one.member.pk: one.member
        for one in watches(at, at + timedelta(seconds=1))
        if one.shift.duty == duty and band in moderated_bands(one.member)
    }
    return list(found.values())


def staffed(found: Iterable[Watch], band: str) -> list[Span]:
    """When somebody is there who may look after this band."""
    return rota.merged(one.span for one in found if band in moderated_bands(one.member))


def deadlines(tier: str, band: str, since: datetime) -> tuple[datetime, datetime]:
    """First look and breach. Below P1 only the hours count in which somebody is there.

    Without a rota, or with one that leaves two weeks nearly empty, all hours count.
    """
    plain = tiers.deadlines(tier, band, since)
    if Tier(tier) in ALWAYS or not Shift.objects.exists():
        return plain
    spans = staffed(watches(since, since + AHEAD), band)
    clock = tiers.clock(tier, band)
    first = rota.after(since, clock.first_look, spans)
    breach = rota.after(since, clock.breach, spans)
    return first or plain[0], breach or max(plain[1], first or plain[0])


def care(band: str) -> Care:
    """What the pages say, worked out at most every half minute in a process."""
    found: Care | None = cache.get(_key(band))
    if found is None:
        found = care_at(band, timezone.now())
        cache.set(_key(band), found, REMEMBERED_S)
    return found


def may_ask_about_risk(band: str, now: datetime | None = None) -> bool:
    """Whether risk questions may be put to members of a band now; never while the rota is empty.

    For whoever asks: before the question is shown, and again, with `now`, when the answer comes in.
    What is no question to the person stays on at all hours: the help card, a report, “I need a
    word”. Each of them calls people, and says where help is meanwhile.
    """
    return (care(band) if now is None else care_at(band, now)).asks_about_risk


def forget_care() -> None:
    """The rota or an alarm changed."""
    cache.delete_many([_key(band) for band in Band.values])


def _key(band: str) -> str:
    return f"care-{band}"


def care_at(band: str, now: datetime) -> Care:
    found = watches(now, now + AHEAD)
    spans = staffed(found, band)
    if not Shift.objects.exists():
        return Care("no_rota")
    if unanswered(band, now):
        return Care("unanswered")
    if spans and spans[0].holds(now):
        return Care("here", spans[0].end)
    return Care("away", spans[0].start if spans else None)


def unanswered(band: str, now: datetime) -> bool:
    """Whether people were called about somebody in danger and nobody came in time."""
    breach = timedelta(seconds=policy.current().paging.chains[Chain.IMMINENT].breach)
    return Alarm.objects.filter(
        chain=Chain.IMMINENT, band=band, drill=False, ended_at=None, raised_at__lte=now - breach
    ).exists()


def eligible() -> list[Member]:
    """Whom a shift can be given to: everybody with a role that moderates."""
    staff = Member.objects.filter(is_active=True, role_set__isnull=False).distinct()
    people = with_rights(staff.order_by("display_name"))
    return [one for one in people.values() if moderated_bands(one)]
