"""The ways in which something could cross the wall. Each is a generator: one entry for one question
on behalf of one person, empty when all is well, else what leaked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from community.access import Facts, Verb, can, readable_bands
from community.home.queries import today
from community.members.actions import end_clearances
from community.members.models import Member
from community.notices.events import NoticeArrived
from community.notices.models import Notice
from community.realtime import topics
from community.realtime.events import Event
from community.resources import queries as resources
from forums import queries as forum
from forums.mentions import mentioned
from groups import actions as grouping
from groups import queries as meetings
from groups.models import ChatLine, Room, Session
from groups.room_policy import SessionRooms
from moderation import actions as doing
from moderation import pager, transparency
from moderation import queries as casework
from moderation.models import AlarmCall, Reviewable
from moderation.queries.transparency import figures
from tests.wall import live as real
from tests.wall.addresses import TABLE, Address, Named, hosts_of, plain_paths
from tests.wall.oracle import (
    BANDS,
    Who,
    may_join,
    may_meet,
    may_see_group,
    may_see_pairing,
    may_supervise,
    may_weigh,
)
from tests.wall.world import NUMBER, WORD, Side, World

Answers = Iterator[str]
People = Iterable[Who]
Sees = Callable[[Who], bool]

# What is new on each page: nonces, tokens against forgery, and keys of forms.
NEW = re.compile(
    r"nonce=\"[^\"]*\"|nonce-[\w+/=-]+|(?<=\")[A-Za-z0-9]{64}(?=\")|"
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
COOKIE_VALUE = re.compile(r"(csrftoken|sessionid|messages)=[^;]*|expires=[^;]*")
# An address that is said back makes an answer as much longer as it is; the clock goes on.
CLOCK_AND_LENGTH = {"Content-Length", "Expires"}
HTMX = {"HTTP_HX_REQUEST": "true"}
SCRIPT = {"HTTP_ACCEPT": "application/json"}


def text_of(answer: Any) -> str:
    """All that reaches a browser: headers, cookies and body, without what is new on each."""
    head = [f"{n}: {v}" for n, v in sorted(answer.items()) if n not in CLOCK_AND_LENGTH]
    head += [COOKIE_VALUE.sub(r"\1", one.OutputString()) for one in answer.cookies.values()]
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return NEW.sub("", "\n".join([str(answer.status_code), *head, "", body.decode()]))


def signed_in(who: Who) -> Client:
    client = Client(raise_request_exception=False)
    if who.pk:
        client.force_login(Member.objects.get(pk=who.pk))
    return client


def scanned(world: World, who: Who, where: str, text: str) -> str:
    """What leaked, in words; nothing when nothing did. What breaks hides leaks: it counts too."""
    if text.startswith("500"):
        return f"{where} broke for {who}"
    found = world.leaks(who, text)
    world.seen += bool(world.found_in(text)) and not found
    return f"{who} met {found[0]} at {where}" if found else ""


def about(said: bool, expected: bool, words: str) -> str:
    return "" if said == expected else f"{words}: {said}, and should be {expected}"


# ---- the policy


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
    return lambda who: may_see_group(who, group.band, hosts_of(group.pk))


def _reads(bands: frozenset[str], live: bool) -> Sees:
    def reads(who: Who) -> bool:
        if not live:
            return who.edits()
        everybody = bands == frozenset(BANDS)
        return everybody or who.edits() or (who.takes_part and who.band in bands)

    return reads


# ---- addresses that name something


def pages(world: World, people: People) -> Answers:
    """HTML pages and fragments: what is there for somebody holds nothing from beyond the wall."""
    for who in people:
        client = signed_in(who)
        for address in TABLE:
            if "get" not in address.methods:
                continue
            for named in _some(world, address, who, there=True):
                path = address.path(named.args)
                for extra in ({}, HTMX):
                    answer = client.get(path, {"q": "sleeping"}, **extra)
                    yield scanned(world, who, path, text_of(answer))


def same_answers(world: World, people: People) -> Answers:
    """What is beyond the wall answers as what does not exist: byte for byte, for every address that
    names something, to reading and to writing, and with as many questions to the database.
    """
    for who in people:
        client = signed_in(who)
        for address in TABLE:
            for method in address.methods.split():
                yield from _compared(world, who, client, address, method)


def _compared(world: World, who: Who, client: Client, address: Address, method: str) -> Answers:
    beyond = _some(world, address, who, there=False)
    if not beyond:
        return
    missing = _asked(who, client, address, address.missing, method)
    for named in beyond:
        there = _asked(who, client, address, named.args, method)
        where = f"{method} {address.path(named.args)}"
        leaked = scanned(world, who, where, there[0])
        if there[1] != missing[1]:
            # What is remembered for half a minute ran out between the two.
            missing = _asked(who, client, address, address.missing, method)
            there = _asked(who, client, address, named.args, method)
        if not leaked and there != missing:
            leaked = f"{who} can tell {where} from what is missing: {_difference(there, missing)}"
        yield leaked


def _asked(
    who: Who, client: Client, address: Address, args: tuple[Any, ...], method: str
) -> tuple[str, int]:
    path = address.path(args)
    # Each is asked as if for the first time, so that no message waits from the one before.
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        answer = getattr(client, method)(path, address.posted or {})
    text = text_of(answer).replace(path, "")
    # What was asked for may be said back, as the next address for example.
    for said in [str(one) for one in args if len(str(one)) > 4 and one != who.pk]:
        text = text.replace(said, "")
    return text, len(asked)


def _difference(one: tuple[str, int], other: tuple[str, int]) -> str:
    if one[0] == other[0]:
        return f"{one[1]} questions to the database, {other[1]} when missing"
    pairs = zip(one[0].splitlines(), other[0].splitlines(), strict=False)
    return next((f"{a!r} / {b!r}" for a, b in pairs if a != b), "one is longer")[:300]


def _some(world: World, address: Address, who: Who, *, there: bool, most: int = 2) -> list[Named]:
    """A few of each side, drawn by chance."""
    chosen: list[Named] = []
    for side in world.sides.values():
        fits = [n for n in address.things(world, side) if n.there_for(who) == there]
        chosen += world.chance.sample(fits, min(most if there else 1, len(fits)))
    return chosen


# ---- lists, counts, search


def lists(world: World, people: People) -> Answers:
    """Every address that names nothing, with and without what can be asked of it."""
    paths = [path for path in plain_paths() if "logout" not in path]
    for who in people:
        client = signed_in(who)
        for path in paths:
            for asked in ("", "?page=2", "?page=last&q=sleeping", *(f"?band={b}" for b in BANDS)):
                if asked.startswith("?band") and "moderation" not in path:
                    continue
                answer = client.get(path + asked, follow=False)
                yield scanned(world, who, path + asked, text_of(answer))


def counts(world: World, people: People) -> Answers:
    """Numbers say nothing either: each equals what the oracle counts for this person."""
    for who in people:
        member = world.member(who)
        if isinstance(member, AnonymousUser):
            continue
        if not who.takes_part:
            yield about(bool(readable_bands(member)), False, f"{who} reads some band")
            continue
        yield from _counted_spaces(world, who, member)
        yield from _counted_queue(world, who, member)
        yield from _counted_posts(world, who, member)


def _counted_spaces(world: World, who: Who, member: Member) -> Answers:
    spaces = {space.pk: space for space in forum.spaces_of(member)}
    for band, side in world.sides.items():
        for space in side.spaces:
            yield about(space.pk in spaces, who.reaches(band), f"{who} has {space} in the list")
            if space.pk in spaces:
                shown = sum(t.state == "published" and t.space_id == space.pk for t in side.threads)
                counted = spaces[space.pk].thread_count
                yield about(counted == shown, True, f"{who} counts {counted} of {shown} threads")
    seen = {card.group.pk for card in _cards(member)}
    for band, side in world.sides.items():
        for group in side.groups:
            lists_it = (who.reaches(who.band) and who.band == band) or who.hosts(
                band, hosts_of(group.pk)
            )
            yield about(group.pk in seen, lists_it, f"{who} has {group} in the list")


def _cards(member: Member) -> list[meetings.GroupCard]:
    found = meetings.my_groups(member)
    return [*found.mine, *found.waiting, *found.others]


def _counted_queue(world: World, who: Who, member: Member) -> Answers:
    waiting = Reviewable.objects.waiting().exclude(author_id=who.pk)
    expected = [row for row in waiting if who.moderates(row.band)]
    yield about(casework.open_count(member) == len(expected), True, f"{who}'s number of open items")
    page = casework.queue_page(member)
    yield about(page.total == len(expected), True, f"{who}'s total of the queue")
    for tier, number in page.tiers:
        right = sum(row.tier == tier for row in expected)
        yield about(number == right, True, f"{who}'s number of {tier}")
    for band in BANDS:
        right = sum(row.band == band for row in expected)
        narrowed = casework.queue_page(member, band).total
        yield about(narrowed == right, True, f"{who}'s number in {band}")


def _counted_posts(world: World, who: Who, member: Member) -> Answers:
    for band, side in world.sides.items():
        for thread in side.threads:
            if not who.reaches(band):
                continue
            posts = [post for post in side.posts if post.thread_id == thread.pk]
            right = {p.pk for p in posts if p.published_at or sees_unpublished(who, band, p)}
            shown = set(forum.shown_to(member, thread).values_list("pk", flat=True))
            yield about(shown == right, True, f"{who} counts {len(shown)} of {len(right)} posts")


def sees_unpublished(who: Who, band: str, post: Any) -> bool:
    if post.state == "withdrawn":
        return False
    return who.moderates(band) or post.author_id == who.pk


def search(world: World, people: People) -> Answers:
    """Every word of the community is looked for, by everybody it is not meant for."""
    for who in people:
        member = world.member(who)
        if isinstance(member, AnonymousUser):
            continue
        hidden = [mark for mark in world.marks.values() if not mark.may_read(who)]
        for mark in world.chance.sample(hidden, min(30, len(hidden))):
            found = list(forum.find(member, mark.word, 1).page.object_list)
            found += list(resources.search(member, mark.word))
            found += resources.suggest(member, mark.word)
            yield f"{who} found {mark.what} {mark.word}" if found else ""
        client = signed_in(who)
        tried = [mark.word for mark in world.chance.sample(hidden, min(2, len(hidden)))]
        for asked in ("sleeping", *tried):
            text = text_of(client.get("/search/", {"q": asked})).replace(asked, "")
            yield scanned(world, who, f"/search/?q={asked}", text)
        for mark in world.chance.sample(world.readable(who), 3):
            world.seen += bool(list(forum.find(member, mark.word, 1).page.object_list))


# ---- what is told: notices, letters, mentions, sockets


def notices(world: World, people: People) -> Answers:
    """Notices of yesterday are read with the rights of today, in the list and on the open page."""
    for who in people:
        if not who.pk:
            continue
        client = signed_in(who)
        for path in ("/notices/", "/today/", "/me/held/"):
            yield scanned(world, who, path, text_of(client.get(path)))
        if who.takes_part:
            held = today(world.member(who))
            yield scanned(
                world, who, "today", " ".join(f"{n.title} {n.body}" for n in held["notices"])
            )
        for notice in Notice.objects.filter(member=who.pk):
            frame = NoticeArrived(notice.pk).frame() if who.takes_part else None
            yield scanned(world, who, f"a notice ({notice.kind})", str(frame or ""))


def letters(world: World, people: People) -> Answers:
    """Each letter is read as its one reader may, on the day it leaves: of those who were called,
    one is not cleared any more by then. Screens show subjects to whoever is near: they name nobody.
    """
    wanted = {world.members[who.pk].email: who for who in people if who.pk}
    with transaction.atomic():
        for band in BANDS:
            doing.raise_alarm("imminent", band)
            AlarmCall.objects.filter(alarm__drill=False).update(sent_at=None)
        gone = next(who for who in world.people if who.name == "everything")
        end_clearances(world.members[gone.pk])
        lapsed = {world.members[gone.pk].email: replace(gone, cleared=False)}
        mail.outbox.clear()
        while pager.deliver(timezone.now() + timedelta(hours=1)):
            pass
        for email in wanted:
            cache.clear()
            Client().post("/accounts/password/reset/", {"email": email})
            Client().post("/accounts/password/reset/", {"email": f"{email[:-5]}.net"})
        sent = list(mail.outbox)
        transaction.set_rollback(True)
    for letter in sent:
        for address in letter.recipients():
            who = (wanted | lapsed).get(address)
            named = world.found_in(letter.subject)
            yield f"a subject names {sorted(named)}" if named else ""
            if who is not None:
                text = f"{letter.subject}\n{letter.body}".replace(address, "")
                yield scanned(world, who, f"the letter “{letter.subject}”", text)


def mentions(world: World, people: People) -> Answers:
    """`@Name` reaches readers of the space, and stays plain text for everybody else."""
    for band, side in world.sides.items():
        for space in side.spaces:
            for who in people:
                if not who.pk:
                    continue
                member = world.members[who.pk]
                found = mentioned(space, f"hello @{member.display_name} there")
                reached = who.pk in {one.pk for one in found}
                yield about(reached, who.reaches(band), f"@{who} in {band}")


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
        found.append((f"moderation:queue-{band}", lambda who, b=band: who.moderates(b)))
        for row in side.reviewables:
            sees = lambda who, r=row, b=band: who.moderates(b) and who.pk != r.author_id  # noqa: E731
            found.append((f"desk:{row.pk}", sees))
        for session in side.sessions:
            found.append((f"session:{session.pk}", _joins(session)))
            hosts = lambda who, s=session: who.hosts(s.group.band, hosts_of(s.group_id))  # noqa: E731
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
    return lambda who: may_join(who, group.band, state, **room)


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
                token, host = read(text), who.hosts(session.group.band, hosts_of(session.group_id))
                right = token.member_id == who.pk and token.is_host == host
                yield about(right, True, f"{who}'s token")
            for role in ("participant", "host"):
                name = Room(session).name
                forged = JoinToken(name, who.pk, "x", role=role)  # type: ignore[arg-type]
                allowed = async_to_sync(rooms.authorise)(forged)
                host = who.hosts(session.group.band, hosts_of(session.group_id))
                yield about(allowed, may and (host or role == "participant"), f"{who} as {role}")


# ---- pages that editors write, the back office, accounts


def cms(world: World, people: People) -> Answers:
    """Pages for some bands: read and listed by nobody else, and missing to others."""
    for who in people:
        client, member = signed_in(who), world.member(who)
        if not who.active:
            # Their browser is signed out.
            member = AnonymousUser()
        listed = set(resources.published(member).values_list("pk", flat=True))
        for resource, bands, live in world.pages:
            reads = _reads(bands, live)(who)
            yield about(resource.pk in listed, reads and live, f"{who} has {resource} in the list")
            path = resource.path or f"/{resource.slug}/"
            for asked in ("", "?edit", "?preview", "?toolbar_on"):
                answer = client.get(path + asked)
                text = text_of(answer)
                if reads and live:
                    yield about(answer.status_code == 200, True, f"{who} reads {path}{asked}")
                else:
                    missing = text_of(client.get(f"/qz99999zq/{asked}"))
                    same = text.replace(path, "") == missing.replace("/qz99999zq/", "")
                    yield about(same, True, f"{path}{asked} is as if missing to {who}")
                # What was asked for is said back.
                yield scanned(world, who, path + asked, text.replace(path, ""))


def admin(world: World, people: People) -> Answers:
    """The back office: being an operator or a superuser opens nothing."""
    for who in people:
        if not who.is_staff and world.chance.random() > 0.2:
            continue
        client = signed_in(who)
        for path in _admin_paths(world):
            # What was asked for is said back, in words or as the next address.
            text = NUMBER.sub(
                lambda found, path=path: "" if found[0] in path else found[0],
                text_of(client.get(path)),
            )
            # It is also said back on the next page, as a message.
            client.cookies.pop("messages", None)
            # A page of a library that breaks says nothing of anybody.
            yield "" if text.startswith("500") else scanned(world, who, path, text)


def _admin_paths(world: World) -> Iterator[str]:
    from django.contrib import admin as office

    yield "/admin/"
    for model in office.site._registry:
        info = model._meta.app_label, model._meta.model_name
        for name in ("changelist", "add"):
            try:
                path = reverse(f"admin:{info[0]}_{info[1]}_{name}")
            except NoReverseMatch:
                continue
            yield path
            yield f"{path}?q=qz"
        for pk in _keys(model):
            for name in ("change", "history", "delete"):
                try:
                    yield reverse(f"admin:{info[0]}_{info[1]}_{name}", args=[pk])
                except NoReverseMatch:
                    continue
    for app, model_name, column in (
        ("filer", "file", "owner"), ("filer", "folder", "owner"), ("groups", "grouphost", "member"),
        ("account", "emailaddress", "user"), ("mfa", "authenticator", "user"),
        ("usersessions", "usersession", "user"), ("resources", "resourcecard", "resource"),
        ("filer", "folderpermission", "user"), ("forums", "post", "author"),
    ):  # fmt: skip
        asked = f"app_label={app}&model_name={model_name}&field_name={column}&term=qz"
        yield f"/admin/autocomplete/?{asked}"


def _keys(model: Any) -> list[Any]:
    keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
    return [*keys[:2], *keys[len(keys) // 2 : len(keys) // 2 + 1], *keys[-2:]]


def accounts(world: World, people: People) -> Answers:
    """Forms of accounts do not say who is there: a name or an address in use beyond the wall is
    answered as one that nobody has.
    """
    every = [one for one in world.people if one.pk]
    for who in people:
        client = signed_in(who)
        beyond = [one for one in every if not may_meet(who, one) and one.band != who.band]
        # Names of the team sound like it, and are refused to everybody for that.
        plain = [one for one in beyond if WORD.fullmatch(world.members[one.pk].display_name)]
        others = [one for one in plain if not who.reaches(one.band)]
        for other in world.chance.sample(others, min(8, len(others))):
            member = world.members[other.pk]
            for ask in (_reset, _login, _draft, _rename):
                slug = world.sides[other.band].spaces[0].slug
                name = slug if ask is _draft else member.display_name
                there, missing = ask(client, who, member.email, name)
                said = _difference((there, 0), (missing, 0))
                told = f"{ask.__name__} tells {who} of {other}: {said}"
                yield "" if there == missing else told


def _pair(
    client: Client, path: str, there: dict[str, Any], missing: dict[str, Any]
) -> tuple[str, str]:
    def said(data: dict[str, Any]) -> str:
        cache.clear()
        client.cookies.pop("messages", None)
        sid = transaction.savepoint()
        text = text_of(client.post(path, data))
        transaction.savepoint_rollback(sid)
        for value in sorted(map(str, data.values()), key=len, reverse=True):
            if value:
                text = text.replace(value, "")
        return text

    return said(there), said(missing)


def _reset(client: Client, who: Who, email: str, name: str) -> tuple[str, str]:
    there, missing = {"email": email}, {"email": f"qz99999zq@{email.partition('@')[2]}"}
    return _pair(Client(), "/accounts/password/reset/", there, missing)


def _login(client: Client, who: Who, email: str, name: str) -> tuple[str, str]:
    wrong = {"password": "not-the-password-of-anybody"}
    there, missing = {"login": email, **wrong}, {"login": "qz99999zq@test.example", **wrong}
    return _pair(Client(), "/accounts/login/", there, missing)


def _draft(client: Client, who: Who, email: str, name: str) -> tuple[str, str]:
    return _pair(
        client, "/drafts/", {"space": name, "body": "x"}, {"space": "qz99999zq", "body": "x"}
    )


def _rename(client: Client, who: Who, email: str, name: str) -> tuple[str, str]:
    """Names beyond the wall are free; those on one's own side are shown there anyway."""
    common = {"pronouns": "", "about": "", "time_zone": "Europe/London", "theme": "auto"}
    there, missing = {"display_name": name, **common}, {"display_name": "qz99999zq", **common}
    return _pair(client, "/me/", there, missing)


def calendars(world: World, people: People) -> Answers:
    """A calendar is fetched without signing in: each time with the rights of its owner today."""
    for who in people:
        if not who.pk:
            continue
        key = grouping.make_calendar_link(Member.objects.get(pk=who.pk), "Meeting")
        text = text_of(Client().get(reverse("group_feed", args=[key])))
        yield scanned(world, who, "their calendar", text)
        for band, side in world.sides.items():
            for session in side.sessions:
                shown = f"/sessions/{session.pk}/" in text
                sees = may_see_group(who, band, hosts_of(session.group_id))
                yield f"{who} has {session.pk} in their calendar" if shown and not sees else ""


def exports(world: World, people: People) -> Answers:
    """What leaves the house for all to read names nothing of anybody. Feeds and maps of the site,
    which libraries offer, are not there.
    """
    day = timezone.now().date()
    report = transparency.public(figures(transparency.period_of(day, day)))
    found = world.found_in(transparency.markdown(report) + json.dumps(report))
    yield f"the public report names {sorted(found)}" if found else ""
    for who in people:
        client = signed_in(who)
        for path in ("/sitemap.xml", "/sitemap-0.xml", "/robots.txt", "/feed/", "/feeds/", "/rss/",
                     "/rss.xml", "/atom.xml", "/feed.xml", "/api/", "/metrics/", "/outbox/",
                     "/styleguide/", "/media/"):  # fmt: skip
            answer = client.get(path)
            # A catch-all adds the slash that is missing, whatever was asked for.
            # Whose account is frozen is led to their own page from everywhere.
            there = answer.status_code not in (301, 302 if who.frozen else 404, 404)
            yield f"{path} is there for {who}" if there else ""
            yield scanned(world, who, path, text_of(answer))
    names = {str(entry.pattern) for entry in get_resolver().url_patterns}
    yield f"a map of the site: {names}" if any("sitemap" in n for n in names) else ""


CHANNELS = {
    one.__name__: one
    for one in (policy, pages, same_answers, lists, counts, search, notices, letters, mentions,
                sockets, live_sockets, tokens, cms, admin, accounts, calendars, exports)
}  # fmt: skip
