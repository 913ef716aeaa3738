"""Nothing crosses the wall, whoever asks, in whatever way.

A community is made by chance from a seed (world.py); every channel (channels/) is asked on behalf
of everybody in it, and what it answers is judged by an oracle that knows the product's promises and
not the code (oracle.py). Then a leak is planted in each channel (planted.py), and found.

`make wall` runs this alone; WALL_SEED chooses another community.
"""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from unittest import mock

import pytest
from django.db import connection
from django.test import TestCase, override_settings

from tests.wall.addresses import ELSEWHERE, TABLE, patterns
from tests.wall.channels import CHANNELS
from tests.wall.oracle import Who
from tests.wall.planted import PLANTED
from tests.wall.world import World

SEED = int(os.environ.get("WALL_SEED") or 1)
# While working on a channel: so many people are enough, and so few questions.
FEW = int(os.environ.get("WALL_PEOPLE") or 0)
# The least that each channel must have been asked, and for how many people pages are fetched.
LEAST = {
    "policy": 200_000, "pages": 1_500, "same_answers": 2_000, "lists": 2_000, "counts": 1_500,
    "search": 1_500, "notices": 250, "letters": 100, "mentions": 350, "sockets": 3_500,
    "live_sockets": 1_500, "tokens": 1_500, "cms": 800, "admin": 100, "accounts": 150,
    "calendars": 1_000, "exports": 300,
}  # fmt: skip
MOST_PEOPLE = {
    "policy": 40, "pages": 12, "same_answers": 14, "lists": 10, "tokens": 24, "cms": 14,
    "accounts": 18, "exports": 24, "letters": 40, "live_sockets": 24,
}  # fmt: skip
# On PostgreSQL the same questions are asked of fewer people: what differs there is the queries.
SMALL = 5
# Not kept at the class, which would copy all of it for each test.
MADE: list[World] = []
FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@override_settings(RANDOM_LOOKS=False, PASSWORD_HASHERS=FAST)
class TheWall(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        logging.disable(logging.CRITICAL)
        cls.addClassCleanup(logging.disable, logging.NOTSET)
        world = World(SEED)
        with cls.captureOnCommitCallbacks() as callbacks:
            world.make()
        world.hear(callbacks)
        MADE.append(world)

    def setUp(self) -> None:
        self.world = MADE[-1]
        self.world.chance.seed(SEED)
        # Other tests go without, as a demo does.
        second_step = override_settings(SECOND_STEP_FOR_STAFF=True)
        second_step.enable()
        self.addCleanup(second_step.disable)
        tidy = mock.patch("channels.db.close_old_connections")
        tidy.start()
        self.addCleanup(tidy.stop)

    def people(self, channel: str) -> list[Who]:
        everybody = self.world.people
        most = MOST_PEOPLE.get(channel, len(everybody))
        if FEW or connection.vendor != "sqlite":
            most = FEW or SMALL
        return self.world.chance.sample(everybody, min(most, len(everybody)))

    def everybody(self, channel: str) -> list[Who]:
        """In an order by chance: asking ends at the first leak."""
        people = self.world.chance.sample(self.world.people, len(self.world.people))
        if channel == "live_sockets":
            # All are opened before the first is read: a few on each side are enough.
            return [who for who in people if " member " in who.name]
        return people


def asks(channel: str):
    @pytest.mark.timeout(600)
    def test(self: TheWall) -> None:
        self.world.seen, checks = 0, 0
        leaks = []
        for leaked in CHANNELS[channel](self.world, self.people(channel)):
            checks += 1
            leaks += [leaked] if leaked else []
        tally(channel, checks=checks, leaks=len(leaks))
        assert not leaks, f"{len(leaks)} of {checks}, such as:\n" + "\n".join(leaks[:20])
        if connection.vendor == "sqlite" and not FEW:
            assert checks >= LEAST[channel], f"{checks} questions are too few"

    return test


def finds(channel: str, words: str):
    @pytest.mark.timeout(300)
    def test(self: TheWall) -> None:
        tally(channel, planted=1)
        with PLANTED[channel][words]():
            found = next(filter(None, CHANNELS[channel](self.world, self.everybody(channel))), "")
        assert found, f"nobody noticed that {words}"
        tally(channel, found=1)

    return test


for name in CHANNELS:
    setattr(TheWall, f"test_nothing_crosses_by_{name}", asks(name))
    for number, words in enumerate(PLANTED[name]):
        setattr(TheWall, f"test_{name}_finds_the_planted_leak_{number}", finds(name, words))


def tally(channel: str, **counted: int) -> None:
    """For `make wall`, which adds up what several processes counted."""
    if place := os.environ.get("WALL_TALLY"):
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"channel": channel, **counted}) + "\n")


def test_every_address_that_names_something_is_asked_for() -> None:
    naming = {name for name, _, names in patterns() if names}
    asked = {address.name for address in TABLE}
    unknown = naming - asked - set(ELSEWHERE)
    assert not unknown, f"add to tests/wall/addresses.py: {sorted(unknown)}"
    assert asked | set(ELSEWHERE) <= naming, "these are no addresses any more"


def test_every_channel_has_a_planted_leak_and_a_least_number_of_questions() -> None:
    assert set(PLANTED) == set(LEAST) == set(CHANNELS)
    assert all(PLANTED.values())
    assert sum(LEAST.values()) >= 100_000
