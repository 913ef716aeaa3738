"""The policy itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from community.access import Facts, Verb, can
from community.members.models import Member
from groups.models import ChatLine, Room
from tests.wall.addresses import hosts_of, side_of
from tests.wall.channels.common import Answers, People, Sees
from tests.wall.ground import Side
from tests.wall.oracle import (
    BANDS,
    Who,
    may_meet,
    may_see_group,
    may_see_pairing,
    may_supervise,
    may_weigh,
)
from tests.wall.world import World


class Asked:
    """What the policy is told of a thing, kept so that it can be asked a hundred thousand times."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def access_facts(self) -> Facts:
        return self._facts


def policy(world: World, people: People) -> Answers:
    """Every verb on every thing: what is seen is as the oracle says; nothing is done beyond it."""
    asked = [(thing, Asked(thing.access_facts()), sees) for thing, sees in _things(world)]
    for who in people:
        member = world.member(who)
        for thing, facts, sees in asked:
            visible = sees(who)
            for verb in Verb:
                allowed = can(member, verb, facts)
                # A room is entered, never looked at; its chat is for those who are in it.
                looked_at = verb is Verb.SEE and not isinstance(thing, Room | ChatLine)
                wrong = (allowed and not visible) or (looked_at and allowed != visible)
                yield f"{who} may {verb} {thing!r}: {allowed}" if wrong else ""


def _things(world: World) -> Iterator[tuple[Any, Sees]]:
    for band, side in world.sides.items():
        yield from _words_of(band, [*side.threads, *side.posts, *side.lines])
        yield from ((space, lambda who, b=band: who.reaches(b)) for space in side.spaces)
        for group in side.groups:
            yield group, _sees_group(group)
        for session in side.sessions:
            yield session, _sees_group(session.group)
            yield Room(session), _sees_group(session.group)
        yield from _work_on(side)
    for other in world.people:
        if other.active and other.pk:
            yield Member.objects.get(pk=other.pk), lambda who, o=other: may_meet(who, o)
    for resource, bands, live in world.pages:
        yield resource, _reads(bands, live)


def _work_on(side: Side) -> Iterator[tuple[Any, Sees]]:
    band = side.band
    for row in side.reviewables:
        yield row, lambda who, r=row: who.moderates(band) and who.pk != r.author_id
    for case in side.cases:
        yield case, lambda who, c=case: who.leads(band) and who.pk != c.member_id
    for one in side.proposals:
        yield one, lambda who, p=one: who.moderates(band) and who.pk != p.member_id
    for one in side.pairings:
        yield one, lambda who, p=one: may_see_pairing(who, band, p.member_id, p.mentor_id)
    for one in side.applications:
        yield (
            one,
            lambda who, a=one.member_id: may_weigh(who, a) or (who.pk == a and who.takes_part),
        )
    for one in side.notes:
        supervisors = frozenset({one.mentor.supervisor_id})
        yield one, lambda who, n=one, s=supervisors: may_supervise(who, band, s, n.mentor_id)


def _words_of(band: str, words: list[Any]) -> Iterator[tuple[Any, Sees]]:
    for one in words:
        one.refresh_from_db()
        author = getattr(one, "author_id", None) or one.member_id
        yield one, lambda who, o=one, a=author: sees_words(who, band, o.state, a)


def sees_words(who: Who, band: str, state: str, author: int) -> bool:
    if not who.reaches(band):
        return False
    own = who.pk == author and state != "withdrawn"
    return state == "published" or own or who.moderates(band)


def _sees_group(group: Any) -> Sees:
    return lambda who: may_see_group(who, side_of(group), hosts_of(group.pk))


def _reads(bands: frozenset[str], live: bool) -> Sees:
    def reads(who: Who) -> bool:
        if not live:
            return who.edits()
        everybody = bands == frozenset(BANDS)
        return everybody or who.edits() or (who.takes_part and who.age in bands)

    return reads
