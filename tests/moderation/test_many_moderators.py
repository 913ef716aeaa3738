"""Twenty moderators at once, with crashes, clocks that run on and stale pages: every item is
decided exactly once, none is lost, no lease outlives its cap, and the log holds.
"""

from __future__ import annotations

import random
import secrets
import threading
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle

import pytest
from django.db import connection, connections
from django.db.models import F
from django.utils import timezone

from community.members.bands import Band
from community.realtime import actions as realtime
from forums.models import Post
from forums.states import State
from moderation import actions, tiers
from moderation.actions import NotYours, StaleDecision, TooLate, verify
from moderation.models import AuditEvent, Decision, Reviewable, Skip
from moderation.states import ReviewState
from moderation.tiers import Tier, deadlines
from tests.factories import make_member
from tests.forums.conftest import make_space, make_thread

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]

SIZES = {"postgresql": (20, 2000), "sqlite": (6, 150)}
KIND = "forums.post"


@dataclass
class Shift:
    """One moderator at work, with dice of their own."""

    person: object
    dice: random.Random
    decided: list[int] = field(default_factory=list)
    refused: Counter = field(default_factory=Counter)

    def work(self, gate, done):
        gate.wait()
        try:
            while not done.is_set():
                row = self._take()
                if row is None:
                    if not Reviewable.objects.waiting().exists():
                        return
                    continue
                for one in [*self._with_others(row), row]:
                    self._treat(one)
        finally:
            connections.close_all()

    def _take(self):
        """By “next”, or by choosing one from the list as it looked a moment ago."""
        if self.dice.random() < 0.7:
            row = actions.claim_next(self.person)
            if row is not None:
                return row
        some = list(Reviewable.objects.waiting().values_list("pk", flat=True)[:30])
        try:
            return actions.claim(self.person, self.dice.choice(some)) if some else None
        except NotYours:
            self.refused["claim"] += 1
            return None

    def _with_others(self, row):
        """Now and then the rest of its conversation as well."""
        if self.dice.random() > 0.02:
            return []
        try:
            return actions.claim_together(self.person, row.pk)
        except NotYours:
            return []

    def _treat(self, row):
        turn = self.dice.random()
        if turn < 0.08:
            return  # The browser crashed: the lease is left to run out.
        if turn < 0.13:
            actions.release(self.person, row.pk, row.lease_token)
            return
        if turn < 0.16:
            actions.skip(self.person, row.pk, row.lease_token, Skip.Why.UNSURE)
            return
        if turn < 0.30:
            self._try(row, token=uuid.uuid4())
        if turn < 0.40:
            self._try(row, version=row.version - 1)
        if turn < 0.60:
            until = actions.heartbeat(self.person, row.pk, row.lease_token)
            assert until is None or until <= row.lease_started + tiers.LEASE_CAP
        made = self._try(row)
        if made and self.dice.random() < 0.05:
            self._undo(made)

    def _try(self, row, token=None, version=None):
        action = self.dice.choice(["approve", "remove", "return_for_edit", "watch"])
        restricts = action in ("remove", "return_for_edit")
        try:
            made = actions.decide(
                self.person,
                row.pk,
                lease_token=token or row.lease_token,
                version=row.version if version is None else version,
                action=action,
                reason_code="guideline_unkind" if restricts else "",
            )
        except StaleDecision:
            self.refused["decide"] += 1
            return None
        assert token is None and version is None, "a stale decision was let through"
        self.decided.append(row.pk)
        return made

    def _undo(self, made):
        try:
            actions.undo(self.person, made.reviewable_id, made.pk)
        except TooLate:
            return
        self.decided.remove(made.reviewable_id)


def _hours_pass(dice, gate, done):
    """Again and again a few leases are suddenly old."""
    gate.wait()
    try:
        while not done.wait(0.05):
            claimed = Reviewable.objects.filter(state=ReviewState.CLAIMED)
            some = list(claimed.values_list("pk", flat=True))
            for pk in dice.sample(some, min(len(some), 3)):
                hour = timedelta(hours=1)
                claimed.filter(pk=pk).update(
                    lease_started=F("lease_started") - hour, lease_expires=F("lease_expires") - hour
                )
    finally:
        connections.close_all()


def _held_posts(count):
    """Written straight to the tables, since a filter and a page have no part in this."""
    space = make_space("talk", Band.ADULT)
    threads = [make_thread(space) for _ in range(count // 50)]
    authors = [make_member() for _ in range(10)]
    now = timezone.now()
    posts = Post.objects.bulk_create(
        Post(thread=thread, author=authors[n % 10], body="x", html="x", state=State.HELD)
        for n, thread in zip(range(count), cycle(threads), strict=False)
    )
    first_look, breach = deadlines(Tier.P3, Band.ADULT, now)
    Reviewable.objects.bulk_create(
        Reviewable(
            kind=KIND, object_id=post.pk, band=Band.ADULT, author=post.author, tier=Tier.P3,
            score=n % 100 / 100, due_first_look=first_look, due_breach=breach,
            conversation=f"forums.thread:{post.thread_id}",
        )
        for n, post in enumerate(posts)
    )  # fmt: skip
    return posts


@pytest.fixture(autouse=True)
def patience(transactional_db, monkeypatch):
    """SQLite lets one writer through and knows no queue: who waits long has bad luck, no more."""
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 300)


def test_every_item_is_decided_exactly_once_whatever_happens(monkeypatch):
    # Nobody has a page open.
    monkeypatch.setattr(realtime, "_send", lambda group, message: None)
    people, items = SIZES[connection.vendor]
    seed = secrets.randbits(32)
    posts = _held_posts(items)
    shifts = [
        Shift(make_member(f"Moderator {n}", roles=("moderator",)), random.Random(seed + n))
        for n in range(people)
    ]
    gate, done = threading.Barrier(people + 1), threading.Event()
    with ThreadPoolExecutor(people + 1) as pool:
        clock = pool.submit(_hours_pass, random.Random(seed), gate, done)
        work = [pool.submit(shift.work, gate, done) for shift in shifts]
        try:
            for one in work:
                one.result()
        finally:
            done.set()
        clock.result()
    said = f"seed {seed}"
    decided = Counter(pk for shift in shifts for pk in shift.decided)
    assert set(decided.values()) == {1} and len(decided) == items, said
    assert Decision.objects.count() == items, said
    assert not Reviewable.objects.exclude(
        state__in=(ReviewState.CLOSED, ReviewState.ON_WATCH)
    ).exists(), said
    ids = [post.pk for post in posts]
    assert not Post.objects.filter(pk__in=ids, state=State.HELD).exists(), said
    count, broken = verify()
    assert broken is None and count == AuditEvent.objects.count(), said
    # The test bites only where people were in each other's way.
    assert sum(shift.refused["decide"] for shift in shifts) > items // 20, said
