"""Addresses that name something: what they show, and that forbidden is as missing."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.wall.addresses import TABLE, Address, Named
from tests.wall.channels.common import HTMX, Answers, People, scanned, signed_in, text_of
from tests.wall.oracle import Who
from tests.wall.world import World


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
        there, missing = _without_own_number(there, who), _without_own_number(missing, who)
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


def _without_own_number(asked: tuple[str, int], who: Who) -> tuple[str, int]:
    """A thing may have the number of whoever asks, which many pages name."""
    return (asked[0].replace(str(who.pk), "") if who.pk else asked[0]), asked[1]


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
