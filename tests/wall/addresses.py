"""Every address of the house that names something: what it can name on one side of the wall, what
nobody has, and for whom it is there. The resolver says which addresses there are; one that is
missing here fails the test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from groups.models import Group, GroupTemplate
from tests.wall.ground import MISSING_NUMBER, MISSING_WORD, Side
from tests.wall.oracle import (
    ADULT,
    CARERS,
    YOUTH,
    Who,
    may_meet,
    may_mentor,
    may_run_groups,
    may_see_group,
    may_supervise,
    may_weigh,
)
from tests.wall.world import World

Sees = Callable[[Who], bool]


@dataclass(frozen=True)
class Named:
    """One thing in an address, and whether it is there for somebody."""

    band: str
    args: tuple[Any, ...]
    there_for: Sees


@dataclass(frozen=True)
class Address:
    """methods: what to ask with. posted: what a page of ours would send."""

    name: str
    things: Callable[[World, Side], Iterable[Named]]
    missing: tuple[Any, ...]
    methods: str = "get"
    posted: dict[str, Any] | None = None

    def path(self, args: tuple[Any, ...]) -> str:
        return reverse(self.name, args=args)


WORDS = {"title": "t", "body": "b", "word": "same", "follow": "yes", "seq": "1", "text": "t",
         "why": "word", "version": "1", "agree": "on", "done": "on", "member": "7",
         "may_stay": "yes", "act": "reveal", "action": "approve", "concern": "guideline",
         "rule": "unkind", "how": "drop", "day": "2026-11-25", "starts_at": "2036-01-01T10:00",
         "minutes": "60", "lease_token": "00000000-0000-0000-0000-000000000000", "to": "closed",
         "step": "read", "follow_up": "1", "role": "mentor", "reason": "r"}  # fmt: skip


def _space(world: World, side: Side) -> Iterator[Named]:
    for space in side.spaces:
        yield Named(side.band, (space.slug,), lambda who: who.reaches(side.band))


def _thread(world: World, side: Side) -> Iterator[Named]:
    for thread in side.threads:
        yield Named(side.band, (thread.pk,), lambda who: who.reaches(side.band))


def _thread_page(world: World, side: Side) -> Iterator[Named]:
    for thread in side.threads:
        args = (thread.space.slug, thread.pk, thread.slug)
        yield Named(side.band, args, lambda who: who.reaches(side.band))


def _post(world: World, side: Side) -> Iterator[Named]:
    for post in side.posts:
        yield Named(side.band, (post.pk,), lambda who: who.reaches(side.band))


def _sees_group(who: Who, group: Group) -> bool:
    return may_see_group(who, side_of(group), hosts_of(group.pk))


def side_of(group: Group) -> str:
    return CARERS if group.audience == "carers" else group.band


@cache
def hosts_of(pk: int) -> frozenset[int]:
    return Group.objects.get(pk=pk).host_ids


def _group(world: World, side: Side) -> Iterator[Named]:
    for group in side.groups:
        yield Named(side.band, (group.pk,), lambda who, group=group: _sees_group(who, group))


def _person_in_group(world: World, side: Side) -> Iterator[Named]:
    for group in side.groups:
        for member in side.people[:3]:
            yield Named(
                side.band, (group.pk, member.pk),
                lambda who, group=group: _sees_group(who, group),
            )  # fmt: skip


def _session(world: World, side: Side) -> Iterator[Named]:
    for session in side.sessions:
        group = session.group
        yield Named(
            side.band, (group.pk, session.pk), lambda who, group=group: _sees_group(who, group)
        )


def _template(world: World, side: Side) -> Iterator[Named]:
    for template in GroupTemplate.objects.filter(band=side.band):
        yield Named(side.band, (template.pk,), lambda who: may_run_groups(who, side.band))


def _signal(world: World, side: Side) -> Iterator[Named]:
    for signal in side.signals:
        group = signal.session.group
        yield Named(
            side.band, (group.pk, signal.session_id, signal.pk),
            lambda who, group=group: _sees_group(who, group),
        )  # fmt: skip


def _moderated(name: str) -> Callable[[World, Side], Iterator[Named]]:
    def things(world: World, side: Side) -> Iterator[Named]:
        for one in getattr(side, name):
            yield Named(side.band, (one.pk,), lambda who: who.moderates(side.band))

    return things


def _led(name: str) -> Callable[[World, Side], Iterator[Named]]:
    def things(world: World, side: Side) -> Iterator[Named]:
        for one in getattr(side, name):
            yield Named(side.band, (one.pk,), lambda who: who.leads(side.band))

    return things


def _person(world: World, side: Side) -> Iterator[Named]:
    for other in world.people:
        if other.band == side.band and other.pk:
            yield Named(side.band, (other.pk,), lambda who, other=other: may_meet(who, other))


def _others(world: World, side: Side) -> Iterator[Named]:
    """People as somebody else meets them."""
    for other in world.people:
        if other.band == side.band and other.pk:
            yield Named(
                side.band, (other.pk,),
                lambda who, other=other: who.pk != other.pk and may_meet(who, other),
            )  # fmt: skip


def _youth(world: World, side: Side) -> Iterator[Named]:
    """Whom nobody writes to in private: those who are young today."""
    young = {who.pk for who in world.people if who.band == side.band in YOUTH}
    for one in side.people:
        if one.pk in young:
            yield Named(side.band, (one.pk,), lambda who: False)


def _member_of_side(world: World, side: Side) -> Iterator[Named]:
    """Where the team looks at one of the team: young people are nobody there."""
    for member in side.people:
        yield Named(side.band, (member.pk,), lambda who: False)


def _own_item(world: World, side: Side) -> Iterator[Named]:
    for row in side.reviewables:
        yield Named(
            side.band, (row.pk,), lambda who, row=row: who.active and who.pk == row.author_id
        )


def _led_pairing(world: World, side: Side) -> Iterator[Named]:
    for one in side.pairings:
        yield Named(side.band, (one.pk,), lambda who: who.leads(side.band))


def _in_care(world: World, side: Side) -> Iterator[Named]:
    for one in side.pairings:
        yield Named(
            side.band, (one.pk,),
            lambda who, one=one: who.pk == one.mentor_id and may_mentor(who, side.band),
        )  # fmt: skip


def _application(world: World, side: Side) -> Iterator[Named]:
    for one in side.applications:
        yield Named(side.band, (one.pk,), lambda who, one=one: may_weigh(who, one.member_id))


def _mentor(world: World, side: Side) -> Iterator[Named]:
    """Who neither is a mentor nor applies is nobody here."""
    for member in side.people[:2]:
        yield Named(side.band, (member.pk,), lambda who: False)
    if side.band == ADULT:
        cy, ana = world.cy.pk, frozenset({world.ana.pk})
        yield Named(
            side.band, (cy,),
            lambda who: may_weigh(who, cy) or may_supervise(who, ADULT, ana, cy),
        )  # fmt: skip
        for one in side.applications:
            pk = one.member_id
            yield Named(side.band, (pk,), lambda who, pk=pk: may_weigh(who, pk)
                        or may_supervise(who, ADULT, frozenset(), pk))  # fmt: skip


def _reported(world: World, side: Side) -> Iterator[Named]:
    for post in side.posts[:12]:
        yield Named(side.band, ("forums.post", post.pk), lambda who: who.reaches(side.band))
    for line in side.lines[:8]:
        yield Named(side.band, ("groups.chat", line.pk), lambda who: who.reaches(side.band))
    for named in _person(world, side):
        yield Named(side.band, ("members.profile", *named.args), named.there_for)


N, W = MISSING_NUMBER, MISSING_WORD
BOTH = "get post"
TABLE = [
    Address("forums:space", _space, (W,)),
    Address("forums:new", _space, (W,), BOTH, WORDS),
    Address("forums:thread", _thread_page, (W, N, "x")),
    Address("forums:reply", _thread, (N,), "post", WORDS),
    Address("forums:follow", _thread, (N,), "post", WORDS),
    Address("forums:read", _thread, (N,), "post", WORDS),
    Address("forums:resources", _thread, (N,)),
    Address("forums:post", _post, (N,)),
    Address("forums:fragment", _post, (N,)),
    Address("forums:quote", _post, (N,)),
    Address("forums:edit", _post, (N,), BOTH, WORDS),
    Address("forums:withdraw", _post, (N,), BOTH, WORDS),
    Address("forums:react", _post, (N,), "post", WORDS),
    Address("group", _group, (N,)),
    Address("group_enrol", _group, (N,), "post", WORDS),
    Address("group_leave", _group, (N,), "post", WORDS),
    Address("group_agreement", _group, (N,), BOTH, WORDS),
    Address("agreement_new", _group, (N,), BOTH, WORDS),
    Address("group_let_in", _person_in_group, (N, N), "post", WORDS),
    Address("session_new", _group, (N,), BOTH, WORDS),
    Address("group_new", _template, (N,), BOTH, WORDS),
    Address("group_times", _group, (N,), BOTH, WORDS),
    Address("group_last", _group, (N,), BOTH, WORDS),
    Address("session_off", _session, (N, N), BOTH, WORDS),
    Address("session_ics", _session, (N, N)),
    *(
        Address(f"group_{name}", _group, (N,), "post", WORDS)
        for name in ("start", "reminders", "forget")
    ),
    *(
        Address(name, _session, (N, N), "post", WORDS)
        for name in (
            *("session_check_in", "session_note", "room_point", "room_turn", "room_pass"),
            *("room_spotlight", "room_lead", "room_ask", "room_poll", "room_vote"),
            *("room_react", "room_caption", "room_note", "room_case"),
        )
    ),
    Address("session", _session, (N, N)),
    Address("session_door", _session, (N, N)),
    Address("session_report", _session, (N, N), BOTH, WORDS),
    Address("session_open", _session, (N, N), "post", WORDS),
    Address("room", _session, (N, N)),
    Address("room_token", _session, (N, N), "post", WORDS),
    Address("room_chat", _session, (N, N), "post", WORDS),
    Address("room_word", _session, (N, N), "post", WORDS),
    Address("room_signal", _signal, (N, N, N), "post", WORDS),
    Address("room_remove", _session, (N, N), "post", WORDS),
    Address("goodbye", _session, (N, N)),
    Address("person", _person, (N,)),
    Address("private:write", _youth, (N,), BOTH, WORDS),
    Address("private:draft", _youth, (N,), "post", WORDS),
    Address("distance", _others, (N,), BOTH, {"kind": "block"}),
    Address("moderation:item", _moderated("reviewables"), (N,)),
    Address("moderation:row", _moderated("reviewables"), (N,)),
    Address("moderation:preview", _moderated("reviewables"), (N,)),
    *(
        Address(f"moderation:{name}", _moderated("reviewables"), (N,), "post", WORDS)
        for name in (
            *("claim", "heartbeat", "release", "skip"),
            *("hand_on", "together", "undo", "decide"),
        )
    ),
    Address("moderation:sweep", _moderated("reviewables"), (N,), BOTH, WORDS),
    Address("moderation:propose", _moderated("reviewables"), (N,), BOTH, WORDS),
    Address("moderation:case", _led("cases"), (N,)),
    *(
        Address(f"moderation:{name}", _led("cases"), (N,), "post", WORDS)
        for name in ("case_move", "case_lead", "case_tick", "case_debrief")
    ),
    Address("moderation:asking", _led("askings"), (N,), BOTH, WORDS),
    Address("moderation:follow_up", _led("follow_ups"), (N,), "post", WORDS),
    Address("moderation:proposal", _moderated("proposals"), (N,)),
    Address("moderation:proposal_answer", _moderated("proposals"), (N,), "post", WORDS),
    Address("moderation:trial", _moderated("trials"), (N,)),
    Address("moderation:trial_end", _moderated("trials"), (N,), "post", WORDS),
    Address("moderation:second_look_judge", _moderated("looks"), (N,), "post", WORDS),
    Address("moderation:rota_answer", _moderated("drills"), (N,), "post", WORDS),
    Address("moderation:team_end", _member_of_side, (N,), "post", WORDS),
    Address("moderation:wellbeing_person", _member_of_side, (N,)),
    Address("mentoring:application", _application, (N,), BOTH, WORDS),
    Address("mentoring:pairing", _led_pairing, (N,), "post", WORDS),
    Address("mentoring:hand_back", _in_care, (N,), "post", WORDS),
    Address("mentoring:mentor", _mentor, (N,)),
    *(
        Address(f"mentoring:{name}", _mentor, (N,), "post", WORDS)
        for name in ("tick", "supervision", "note", "renew")
    ),
    Address("moderation:own_item", _own_item, (N,), BOTH, WORDS),
    Address("moderation:report", _reported, ("forums.post", N), BOTH, WORDS),
]  # fmt: skip

# What their addresses name has no band, or is asked for elsewhere (in brackets).
ELSEWHERE = {
    "account_reset_password_from_key": "a signed key of one's own",
    "account_way_in_open": "a signed link in one's own letter",
    "data_answer": "what somebody asked about their data (tests/rights)",
    "data_lift": "a legal hold (tests/rights)",
    "usersessions_end": "one's own device",
    "group_feed": "a secret address of one's own (tests/wall/channels/published.py)",
    "mfa_remove_webauthn": "one's own key",
    "mfa_edit_webauthn": "one's own key",
    "guardian_asked": "a signed link in a guardian's letter",
    "guardian": "a signed link in a guardian's letter",
    "guardian_forgot": "a signed link in a guardian's letter",
    "guardian_change": "a signed link in a guardian's letter",
    "guardian_leave": "a signed link in a guardian's letter",
    "waiting": "a signed link in one's own letter",
    "private:correspondence": "between two adults (tests/forums/private)",
    "private:answer": "between two adults (tests/forums/private)",
    "private:read": "between two adults (tests/forums/private)",
    "private:take_back": "between two adults (tests/forums/private)",
    "moderation:rota_end": "a shift of the team",
    "moderation:rota_cover": "a shift of the team",
    "moderation:look_again": "a signed link in one's own letter",
    "pages-details-by-slug": "pages (tests/wall/channels/offices.py)",
}


def patterns() -> Iterator[tuple[str, str, bool]]:
    """(name, route, whether it names something) of all but the admin, which has its own channel."""
    yield from _walk(get_resolver(), "", "", False)


def _walk(resolver: Any, before: str, space: str, names: bool) -> Iterator[tuple[str, str, bool]]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        naming = names or bool(entry.pattern.regex.groups)
        if isinstance(entry, URLResolver):
            if entry.namespace != "admin":
                inner = f"{space}{entry.namespace}:" if entry.namespace else space
                yield from _walk(entry, route, inner, naming)
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name}", route, naming


def plain_paths() -> list[str]:
    """Addresses that name nothing: lists, counts, forms."""
    return sorted({f"/{route}" for _, route, names in patterns() if not names and "^" not in route})
