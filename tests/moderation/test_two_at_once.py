"""Several moderators at once: threads against the real database."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from moderation import actions
from moderation.actions import NotYours, StaleDecision, record, verify
from moderation.models import Decision, Reviewable
from tests.factories import make_member
from tests.forums.conftest import make_reply
from tests.moderation.conftest import RUDE, post_of, row_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]

PEOPLE = 4
ITEMS = 12


def at_once(work, people):
    """Runs the work for each person in a thread of its own, all starting together."""
    gate = threading.Barrier(len(people))

    def run(person):
        try:
            gate.wait()
            return work(person)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(run, people))


@pytest.fixture
def people(transactional_db):
    return [make_member(f"Moderator {n}", roles=("moderator",)) for n in range(PEOPLE)]


def test_of_many_who_claim_one_item_one_gets_it(people, make_post):
    make_post(RUDE)
    row = Reviewable.objects.get()

    def claim(person):
        try:
            return actions.claim(person, row.pk).claimed_by_id
        except NotYours:
            return None

    holders = [holder for holder in at_once(claim, people) if holder]
    assert len(holders) == 1
    row.refresh_from_db()
    assert row.claimed_by_id == holders[0]


def test_taking_the_next_gives_each_item_to_one_person(people, make_post):
    for _ in range(ITEMS):
        make_post(RUDE)

    def pull(person):
        found = []
        while row := actions.claim_next(person):
            found.append(row.pk)
        return found

    taken = Counter(pk for found in at_once(pull, people) for pk in found)
    assert set(taken.values()) == {1} and len(taken) == ITEMS


def test_one_lease_decides_once(people, make_post):
    make_post(RUDE)
    row = actions.claim(people[0], Reviewable.objects.get().pk)

    def decide(action):
        try:
            return actions.decide(
                people[0],
                row.pk,
                lease_token=row.lease_token,
                version=row.version,
                action=action,
                reason_code="guideline_unkind",
            ).action
        except StaleDecision:
            return None

    outcomes = at_once(decide, ["approve", "remove", "approve", "remove"])
    assert [o for o in outcomes if o] == [Decision.objects.get().action]
    state = "published" if Decision.objects.get().action == "approve" else "removed"
    assert post_of(row).state == state


def test_everything_is_decided_once_and_the_log_holds(people, make_post):
    for _ in range(ITEMS):
        make_post(RUDE)

    def work(person):
        done = 0
        while row := actions.claim_next(person):
            actions.decide(
                person,
                row.pk,
                lease_token=row.lease_token,
                version=row.version,
                action="approve",
            )
            done += 1
        return done

    assert sum(at_once(work, people)) == ITEMS
    assert Decision.objects.values("reviewable").distinct().count() == ITEMS
    assert not Reviewable.objects.waiting().exists()
    assert verify()[1] is None


def test_where_the_database_can_it_skips_what_others_lock(people, make_post):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer at a time through: the guarded UPDATE decides there")
    assert connection.features.has_select_for_update_skip_locked
    for _ in range(2):
        make_post(RUDE)
    with transaction.atomic():
        mine = Reviewable.objects.select_for_update().riskiest_first().first()
        [other] = at_once(lambda person: actions.claim_next(person).pk, people[:1])
    assert other != mine.pk


def test_who_takes_a_conversation_waits_for_a_colleague_without_holding_the_log(
    people, make_post, screening
):
    """Else the colleague, who holds a row and wants to write to the log, waits for them."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer at a time through")
    first = make_post(RUDE)
    screening.answer = RUDE
    rest = [row_of(make_reply(first.thread, "You too.", make_member())) for _ in range(2)]
    held = actions.claim(people[0], row_of(first).pk)
    last = max(rest, key=lambda row: (row.due_first_look, row.pk))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Reviewable.objects.select_for_update().get(pk=last.pk)
            work = pool.submit(_closing, lambda: actions.claim_together(people[0], held.pk))
            _somebody_waits_for_a_row()
            record(people[1], "test.act", f"reviewable:{last.pk}")
        assert {row.pk for row in work.result(30)} == {row.pk for row in rest}
    assert verify()[1] is None


def _closing(work):
    try:
        return work()
    finally:
        connections.close_all()


def _somebody_waits_for_a_row(within_s=30):
    last = time.monotonic() + within_s
    while time.monotonic() < last:
        with connection.cursor() as cursor:
            # Within one transaction PostgreSQL would give the first answer again.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() "
                "AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone():
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits")
