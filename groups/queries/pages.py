"""What the pages about groups, and the room, show."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from community.access import Verb, can, hosted_bands, moderated_bands
from community.members.models import Member
from community.resources.models import Resource
from community.resources.queries import published
from groups.models import (
    OVERRUN,
    Acceptance,
    Attendance,
    ChatLine,
    ComfortAgreement,
    Group,
    GroupHost,
    Membership,
    Removal,
    Session,
    Signal,
    Slot,
    agreement_in_force,
)
from groups.states import LineState, MembershipState, SessionState

SESSIONS_AHEAD = 6
SESSIONS_BEHIND = 3
LINES_SHOWN = 200
WAITING_RESOURCES = 3
NOT_COMING = (SessionState.CLOSED, SessionState.CALLED_OFF)


@dataclass(frozen=True)
class GroupCard:
    """A group as one member sees it. position: the place on the waiting list, from 1."""

    group: Group
    hosts: list[GroupHost]
    is_member: bool
    is_host: bool
    position: int | None
    next: Session | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody new can still ask for a place."""
        return self.group.takes_people


@dataclass(frozen=True)
class MyGroups:
    next: GroupCard | None
    mine: list[GroupCard]
    waiting: list[GroupCard]
    others: list[GroupCard]
    ended: list[GroupCard]


@dataclass(frozen=True)
class GroupPage:
    card: GroupCard
    ahead: list[Session]
    behind: list[Session]
    agreement: ComfortAgreement | None
    accepted: bool
    can_enrol: bool
    can_host: bool
    people: list[Membership] = field(default_factory=list)
    waiting: list[Membership] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    meanwhile: list[Resource] = field(default_factory=list)

    remind: bool = False

    @property
    def goodbye(self) -> Session | None:
        """The last meeting, when it is known."""
        return next((session for session in self.ahead if session.is_goodbye), None)


def groups() -> QuerySet[Group]:
    """Groups with what the policy asks of them at hand."""
    hosts = Prefetch("hosts", GroupHost.objects.select_related("member"))
    return Group.objects.prefetch_related("memberships", hosts)


def groups_near(member: Member) -> QuerySet[Group]:
    """Those whose page may be there for the member: the others are not even read, so that an answer
    takes no longer because one of them exists.
    """
    own = GroupHost.objects.filter(member=member).values("group")
    near = Q(band=member.age_band, audience=member.audience)
    near |= Q(band__in=moderated_bands(member))
    return groups().filter(near | Q(band__in=hosted_bands(member), pk__in=own))


def sessions_near(member: Member) -> QuerySet[Session]:
    return sessions().filter(group__in=groups_near(member).values("pk"))


def sessions() -> QuerySet[Session]:
    """Sessions with their group, its members and hosts at hand."""
    return Session.objects.prefetch_related(Prefetch("group", groups()))


def coming() -> QuerySet[Session]:
    now = timezone.now()
    return Session.objects.filter(ends_at__gt=now - OVERRUN).exclude(state__in=NOT_COMING)


def next_session(member: Member) -> Session | None:
    """The session that the member's day is about: the one going on, or the next."""
    own = Q(
        group__memberships__member=member, group__memberships__state=MembershipState.ACTIVE
    ) | Q(group__hosts__member=member)
    found = coming().filter(own).select_related("group").distinct().order_by("starts_at", "pk")
    return found.first()


def my_groups(member: Member) -> MyGroups:
    """Own groups with the next session first, then those on whose list one waits, then the rest."""
    near = Q(band=member.age_band, audience=member.audience)
    visible = groups().filter(near | Q(hosts__member=member)).distinct()
    seen = [group for group in visible if can(member, Verb.SEE, group)]
    nexts = _next_by_group(seen)
    cards = [card_for(member, group, nexts.get(group.pk)) for group in seen]
    running = [card for card in cards if not card.group.has_ended]
    mine = sorted((c for c in running if c.is_member or c.is_host), key=_by_next)
    return MyGroups(
        next=next((card for card in mine if card.next), None),
        mine=mine,
        waiting=[card for card in running if card.position],
        others=[c for c in running if not (c.is_member or c.is_host or c.position) and c.is_open],
        ended=[c for c in cards if c.group.has_ended and (c.is_member or c.is_host)],
    )


def card_for(member: Member, group: Group, coming_next: Session | None = None) -> GroupCard:
    waiting = [m.member_id for m in group.memberships.all() if m.state == MembershipState.WAITING]
    return GroupCard(
        group=group,
        hosts=list(group.hosts.all()),
        is_member=member.pk in group.active_ids,
        is_host=member.pk in group.host_ids,
        position=waiting.index(member.pk) + 1 if member.pk in waiting else None,
        next=coming_next,
    )


def group_page(member: Member, group: Group) -> GroupPage:
    ahead = _ahead(group)
    past = Session.objects.filter(group=group).exclude(pk__in=[s.pk for s in ahead])
    behind = past.filter(starts_at__lt=timezone.now()).order_by("-starts_at")
    agreement = agreement_in_force(group)
    for session in ahead:
        session.group = group
    page = GroupPage(
        card=card_for(member, group, next((s for s in ahead if not s.is_called_off), None)),
        ahead=ahead,
        behind=list(behind[:SESSIONS_BEHIND]),
        agreement=agreement,
        accepted=has_accepted(member, agreement),
        can_enrol=can(member, Verb.ENROL, group),
        can_host=can(member, Verb.HOST, group),
        remind=any(m.remind for m in group.memberships.all() if m.member_id == member.pk),
    )
    if page.card.position:
        page.meanwhile.extend(published(member).order_by("minutes", "title")[:WAITING_RESOURCES])
    if page.can_host:
        page.slots.extend(group.slots.filter(last_day=None))
        for membership in group.memberships.select_related("member"):
            if membership.state == MembershipState.ACTIVE:
                page.people.append(membership)
            elif membership.state == MembershipState.WAITING:
                page.waiting.append(membership)
    return page


def _ahead(group: Group) -> list[Session]:
    """What comes, with what was called off in its place: so nobody waits before a closed door."""
    now = timezone.now()
    off = Q(state=SessionState.CALLED_OFF, ends_at__gt=now)
    here = Q(ends_at__gt=now - OVERRUN) & ~Q(state__in=NOT_COMING)
    return list(Session.objects.filter(here | off, group=group)[:SESSIONS_AHEAD])


def has_accepted(member: Member, agreement: ComfortAgreement | None) -> bool:
    return Acceptance.objects.filter(member=member, agreement=agreement).exists()


def next_of_group(group: Group, after: Session | None = None) -> Session | None:
    """The group's next session; `after` leaves one out."""
    found = coming().filter(group=group).order_by("starts_at", "pk")
    if after is not None:
        found = found.exclude(pk=after.pk)
    return found.first()


def chat_lines(session: Session) -> list[ChatLine]:
    """The newest lines that everybody sees, oldest first."""
    sent = ChatLine.objects.filter(session=session, state=LineState.PUBLISHED)
    return list(sent.select_related("member").order_by("-seq")[:LINES_SHOWN])[::-1]


def told_signals() -> QuerySet[Signal]:
    """Signals as facilitators read them; `here` says whether the person is in the room."""
    here = Attendance.objects.filter(
        session=OuterRef("session"), member=OuterRef("member"), left_at=None
    )
    return Signal.objects.select_related("member", "seen_by").annotate(here=Exists(here))


def open_signals(session: Session) -> list[Signal]:
    return list(told_signals().filter(session=session, seen_at=None))


def is_in_room(member: Member, session: Session) -> bool:
    return Attendance.objects.filter(member=member, session=session, left_at=None).exists()


def removal_of(member: Member, session: Session) -> Removal | None:
    """What keeps the member out of the room at this moment."""
    return session.removed_now().filter(member=member).first()


def _next_by_group(of: list[Group]) -> dict[int, Session]:
    by_id = {group.pk: group for group in of}
    nexts: dict[int, Session] = {}
    for session in coming().filter(group__in=by_id).order_by("starts_at", "pk"):
        session.group = by_id[session.group_id]
        nexts.setdefault(session.group_id, session)
    return nexts


def _by_next(card: GroupCard) -> tuple[bool, float, str]:
    starts = card.next.starts_at.timestamp() if card.next else 0.0
    return (card.next is None, starts, card.group.name)


def host_names(session: Session) -> str:
    """For example: Grace or Owen."""
    return " or ".join(host.member.display_name for host in session.group.hosts.all())
