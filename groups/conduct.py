"""How moderators see what was reported about a call, and what their decisions do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import ClassVar

from django.db.models import QuerySet
from django.template.loader import render_to_string

from community.access import Verb, can, readable
from community.members.models import Member
from groups.actions.conduct import MEETING, PERSON, move_conduct
from groups.manners import IN_A_CALL, OF_A_MEETING
from groups.models import Attendance, ChatLine, Conduct, Session, Signal
from groups.states import ConductState, LineState
from moderation import content
from moderation.content import ContextLine, IllegalTransition, Item
from moderation.manner import Manner

LINES_BEFORE = 6
SPOKEN_TO = frozenset({"approve", "return_for_edit", "escalate", "watch"})


@dataclass
class Presence:
    """One person in the room: from when until when, and whether at the time of the report."""

    member: Member
    first: datetime
    last: datetime | None
    then: bool = False


class ConductContent:
    """The adapter for how somebody was in a call."""

    kind: ClassVar[str] = PERSON
    manner: ClassVar[Manner] = IN_A_CALL
    whole: ClassVar[bool] = False

    def get(self, pk: int) -> Item | None:
        conduct = _conducts().filter(pk=pk, whole=self.whole).first()
        return item_of(conduct) if conduct else None

    def is_there_for(self, reader: Member, pk: int) -> bool:
        near = _conducts().filter(readable(reader, "session__group__"), pk=pk)
        conduct = near.filter(whole=self.whole, state=ConductState.NOTHING_FOLLOWED).first()
        return conduct is not None and can(reader, Verb.SEE, conduct)

    def beside(self, reader: Member, pk: int) -> str:
        """The meeting, who was there, and signals that the reader may know of."""
        conduct = _conducts().filter(pk=pk).first()
        if conduct is None:
            return ""
        session = conduct.session
        return render_to_string(
            "groups/_for_moderators.html",
            {
                "session": session,
                "group": session.group,
                "hosts": list(session.group.hosts.all()),
                "people": _presences(conduct),
                "signals": _signals_for(reader, session),
                "reported_at": conduct.created_at,
                "about": conduct.member_id,
            },
        )

    def publish(self, pk: int) -> None:
        move_conduct(pk, ConductState.NOTHING_FOLLOWED)

    def hold(self, pk: int) -> None:
        raise IllegalTransition("How somebody was cannot be held back.")

    def hide(self, pk: int) -> None:
        raise IllegalTransition("How somebody was cannot be hidden.")

    def remove(self, pk: int) -> None:
        move_conduct(pk, ConductState.OUT)

    def return_for_edit(self, pk: int) -> None:
        move_conduct(pk, ConductState.SPOKEN_TO)

    def put_back(self, pk: int, state: str) -> None:
        move_conduct(pk, ConductState(state))


class MeetingContent(ConductContent):
    """The adapter for how a whole meeting went."""

    kind: ClassVar[str] = MEETING
    manner: ClassVar[Manner] = OF_A_MEETING
    whole: ClassVar[bool] = True


def item_of(conduct: Conduct) -> Item:
    """Also for what is not stored yet."""
    session, group = conduct.session, conduct.session.group
    title = f"The meeting “{session.title}”" if conduct.whole else f"In the call “{session.title}”"
    about = "How the meeting went." if conduct.whole else f"How {conduct.member} was in the call."
    hosts = [host.member for host in group.hosts.all()]
    return Item(
        kind=MEETING if conduct.whole else PERSON,
        pk=conduct.pk or 0,
        author=conduct.member,
        band=group.band,
        space_name=group.name,
        title=title,
        text=f"{about} Nothing was recorded.",
        html="",
        url=session.get_absolute_url(),
        state=conduct.state,
        created_at=session.starts_at,
        around=partial(_chat_before, conduct),
        facts=conduct.access_facts(),
        conversation=f"groups.session:{session.pk}",
        possible=_possible(conduct),
        parts=group.host_ids - {conduct.member_id},
        keepers=tuple(one for one in hosts if can(one, Verb.HOST, group)),
    )


def _possible(conduct: Conduct) -> frozenset[str]:
    """What makes sense: nobody who is in no group is taken out of it, and what is over cannot be
    ended. A facilitator is spoken to, and the ladder is there for the rest.
    """
    if conduct.state != ConductState.NOTHING_FOLLOWED:
        return frozenset()
    group = conduct.session.group
    in_group = conduct.member_id in (group.active_ids | group.waiting_ids) - group.host_ids
    ends = conduct.session.is_joinable if conduct.whole else in_group
    return SPOKEN_TO | {"remove"} if ends else SPOKEN_TO


def _chat_before(conduct: Conduct) -> list[ContextLine]:
    """What stood in the chat just before the first report."""
    lines = ChatLine.objects.filter(
        session=conduct.session_id, state=LineState.PUBLISHED, created_at__lt=conduct.created_at
    )
    newest = lines.select_related("member").order_by("-created_at", "-pk")[:LINES_BEFORE]
    return [
        ContextLine(one.member.display_name, one.html, one.created_at, is_this=False)
        for one in reversed(newest)
    ]


def _presences(conduct: Conduct) -> list[Presence]:
    """One line a person, in the order in which they came."""
    found: dict[int, Presence] = {}
    stays = Attendance.objects.filter(session=conduct.session_id).select_related("member")
    for stay in stays.order_by("joined_at", "pk"):
        one = found.setdefault(stay.member_id, Presence(stay.member, stay.joined_at, stay.left_at))
        one.last = stay.left_at
        left_after = stay.left_at is None or stay.left_at >= conduct.created_at
        one.then = one.then or (stay.joined_at <= conduct.created_at and left_after)
    return list(found.values())


def _signals_for(reader: Member, session: Session) -> list[Signal]:
    """A private word reached the facilitators and nobody else. Only where it became a case do those
    learn of it who may see the case.
    """
    raised = Signal.objects.filter(session=session, case__isnull=False)
    found = raised.select_related("member", "case", "seen_by")
    return [one for one in found if one.case and can(reader, Verb.SEE, one.case)]


def _conducts() -> QuerySet[Conduct]:
    return Conduct.objects.select_related("member", "session__group").prefetch_related(
        "session__group__memberships", "session__group__hosts__member"
    )


def register() -> None:
    content.register(ConductContent())
    content.register(MeetingContent())
