"""What the policy needs to know: of the thing (facts) and of the person (standing)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from community.members.bands import ALL_AUDIENCES, Audience, Band

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from community.members.models import Member


class Kind(StrEnum):
    SPACE = "space"
    THREAD = "thread"
    POST = "post"
    GROUP = "group"
    GROUP_TEMPLATE = "group_template"
    SESSION = "session"
    SESSION_NOTE = "session_note"
    CHECK_IN = "check_in"
    ROOM = "room"
    CHAT_LINE = "chat_line"
    CONDUCT = "conduct"
    REVIEWABLE = "reviewable"
    CRISIS_CASE = "crisis_case"
    RESOURCE = "resource"
    MEMBER = "member"
    ROTA = "rota"
    PROPOSAL = "proposal"
    WELLBEING = "wellbeing"
    DATA = "data"
    ATTENTION = "attention"
    LETTERBOX = "letterbox"
    CORRESPONDENCE = "correspondence"
    MESSAGE = "message"
    PAIRING = "pairing"
    MENTOR_APPLICATION = "mentor_application"
    SUPERVISION = "supervision"
    CALLS = "calls"


class Verb(StrEnum):
    SEE = "see"
    START = "start"
    REPLY = "reply"
    EDIT = "edit"
    WITHDRAW = "withdraw"
    FLAG = "flag"
    MENTION = "mention"
    WRITE = "write"
    ANSWER = "answer"
    REACT = "react"
    SUGGEST = "suggest"
    ENROL = "enrol"
    JOIN = "join"
    CHAT = "chat"
    HOST = "host"
    MODERATE = "moderate"
    COSIGN = "cosign"
    EDIT_PAGE = "edit_page"


@dataclass(frozen=True, slots=True)
class Facts:
    """One thing, as the policy sees it.

    joined: ids of members enrolled in the group; hosts: ids of its facilitators;
    accepted: ids of those who accepted the comfort agreement in force;
    place: the space or group it is in, such as `space:3`;
    kept_out: ids of those whom its owner keeps away, or a moderator took out of a group;
    audiences: for whom of the band it is.
    """

    kind: Kind
    bands: frozenset[Band]
    author_id: int | None = None
    state: str = "published"
    locked: bool = False
    joined: frozenset[int] = frozenset()
    hosts: frozenset[int] = frozenset()
    accepted: frozenset[int] = frozenset()
    place: str = ""
    kept_out: frozenset[int] = frozenset()
    audiences: frozenset[Audience] = ALL_AUDIENCES

    @property
    def for_youth(self) -> bool:
        return any(band.is_youth for band in self.bands)


class Thing(Protocol):
    """Anything the policy can be asked about."""

    def access_facts(self) -> Facts: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """One person, as the policy sees them."""

    member_id: int | None
    band: Band | None
    roles: frozenset[str]
    cleared: bool
    active: bool
    suspended: bool
    muted_in: frozenset[str] = frozenset()
    audience: Audience = Audience.MEMBERS


NOBODY = Standing(None, None, frozenset(), cleared=False, active=False, suspended=False)


def standing_of(member: Member | AnonymousUser) -> Standing:
    """Reads roles and clearance once; the member keeps them for the rest of the request."""
    if not member.is_authenticated or member.pk is None:
        return NOBODY
    # Only adults hold roles; a row that says otherwise opens nothing.
    roles = frozenset() if member.is_youth or member.roles_rest else member.roles
    return Standing(
        member_id=member.pk,
        band=member.age_band,
        roles=roles,
        cleared=bool(roles) and member.is_cleared,
        # A frozen account reaches what a visitor does.
        active=member.is_active and not member.is_frozen,
        suspended=member.is_suspended,
        muted_in=member.muted_in,
        audience=Audience(member.audience),
    )
