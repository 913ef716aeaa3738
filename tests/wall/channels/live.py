"""Sockets, and the tokens that open calls."""

from __future__ import annotations

import json

from django.core.exceptions import PermissionDenied

from community.realtime import topics
from community.realtime.events import Event
from groups import actions as grouping
from groups import queries as meetings
from groups.models import Room, Session
from groups.room_policy import SessionRooms
from tests.wall import live as real
from tests.wall.addresses import hosts_of, side_of
from tests.wall.channels.common import Answers, People, Sees, about, scanned, signed_in
from tests.wall.channels.rules import _words_of
from tests.wall.oracle import BANDS, may_join
from tests.wall.world import World


def sockets(world: World, people: People) -> Answers:
    """Who may listen to what; and what each topic's listeners hear, now and of what they missed."""
    names = _topics(world)
    frames: dict[str, str] = {}
    for who in people:
        member = world.member(who)
        for name, may_hear in world.chance.sample(names, min(70, len(names))):
            kind, key = topics.split(name)
            # Whoever takes no part gets no socket at all (tests/realtime/test_sockets.py).
            hears = bool(who.takes_part and kind and kind.authorise(member, key))
            yield about(hears, may_hear(who), f"{who} listens to {name}")
            if not hears:
                continue
            if kind.backlog:
                yield scanned(world, who, f"backlog of {name}", str(kind.backlog(member, key, 0)))
            if name not in frames:
                frames[name] = _frames_of(world, name)
            yield scanned(world, who, name, frames[name])


def live_sockets(world: World, people: People) -> Answers:
    """The same through real sockets: also presence, typing, and in which words one is refused."""
    chosen = list(people)
    cookies = dict.fromkeys(chosen, "")
    for who in chosen:
        if who.pk:
            cookies[who] = f"sessionid={signed_in(who).cookies['sessionid'].value}"
    for side in world.sides.values():
        for group in side.groups:
            hosts_of(group.pk)
    yield from real.ask(world, chosen, _topics(world), cookies)


def _topics(world: World) -> list[tuple[str, Sees]]:
    found: list[tuple[str, Sees]] = []
    for band, side in world.sides.items():
        for thread in side.threads:
            thread.refresh_from_db()
            sees = next(_words_of(band, [thread]))[1]
            found.append((thread.topic, sees))
        found += [(space.topic, lambda who, b=band: who.reaches(b)) for space in side.spaces]
        if band in BANDS:
            found.append((f"moderation:queue-{band}", lambda who, b=band: who.moderates(b)))
        for row in side.reviewables:
            sees = lambda who, r=row, b=band: who.moderates(b) and who.pk != r.author_id  # noqa: E731
            found.append((f"desk:{row.pk}", sees))
        for session in side.sessions:
            found.append((f"session:{session.pk}", _joins(session)))
            hosts = lambda who, s=session: who.hosts(side_of(s.group), hosts_of(s.group_id))  # noqa: E731
            found.append((f"hosts:{session.pk}", hosts))
    for other in world.people:
        if other.pk:
            found.append(
                (f"member:{other.pk}", lambda who, o=other: who.takes_part and who.pk == o.pk)
            )
    return found


def _frames_of(world: World, name: str) -> str:
    """All that the topic's listeners can be told, by every event that it knows."""
    told = {json.dumps(one, sort_keys=True) for one in world.told if one["topic"] == name}
    return "\n".join(str(Event.from_message(json.loads(one)).frame()) for one in sorted(told))


def _joins(session: Session) -> Sees:
    group = session.group
    text = group.agreements.first()
    room = {
        "hosts": group.host_ids,
        "joined": group.active_ids,
        "agreed": frozenset(text.acceptances.values_list("member", flat=True))
        if text
        else frozenset(),
        "removed": frozenset(session.removals.values_list("member", flat=True)),
    }
    state = str(session.state_now)
    return lambda who: may_join(who, side_of(group), state, **room)


def tokens(world: World, people: People) -> Answers:
    """Tokens for calls: to nobody but whom the oracle lets in; and each is asked about again when
    it is used, whoever it was made for.
    """
    from asgiref.sync import async_to_sync

    from video.tokens import JoinToken, read

    rooms = SessionRooms()
    every = [s for side in world.sides.values() for s in side.sessions]
    for session in every:
        joins = _joins(session)
        fresh = meetings.sessions().get(pk=session.pk)
        for who in people:
            member = world.member(who)
            try:
                text = grouping.issue_join_token(member, fresh) if who.pk else ""
            except PermissionDenied:
                text = ""
            may = joins(who)
            if not who.active:
                text = ""
            yield about(bool(text), may, f"{who} gets a token for {session.pk}")
            if text:
                token = read(text)
                host = who.hosts(side_of(session.group), hosts_of(session.group_id))
                right = token.member_id == who.pk and token.is_host == host
                yield about(right, True, f"{who}'s token")
            for role in ("participant", "host"):
                name = Room(session).name
                forged = JoinToken(name, who.pk, "x", role=role)  # type: ignore[arg-type]
                allowed = async_to_sync(rooms.authorise)(forged)
                host = who.hosts(side_of(session.group), hosts_of(session.group_id))
                yield about(allowed, may and (host or role == "participant"), f"{who} as {role}")
