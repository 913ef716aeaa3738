"""`make bench-queue`: the moderators' queue does not slow down as a community grows old.

Fills a database with 10,000 posts and 1,000 reviewables, then with 1,000,000 and 100,000, one of
twenty of them waiting, in P1 to P4 alike, and measures in the same process what the queue's page
and “take the next one” cost. SQLite, or the database that DATABASE_URL names, which must be empty.

    python -m tests.bench.queue [posts posts]
"""

from __future__ import annotations

import itertools
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

ROUNDS = 200
WARM_UP = 20
POSTS_A_REVIEWABLE = 10
WAITING_ONE_IN = 20
FLAGGED_ONE_IN = 4
AUTHORS = 500
BATCH = 2000


def main(sizes: tuple[int, int]) -> int:
    with tempfile.TemporaryDirectory() as data:
        os.environ["DATA_DIR"] = data
        # The moderator here signs in by force.
        os.environ["SECOND_STEP_FOR_STAFF"] = "0"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.config.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        world = World()
        found = [measured(world, size) for size in sizes]
    small, large = found
    growth = max(large[name] / small[name] for name in small)
    print(
        json.dumps(
            {
                "p95_ms_10k": round(max(small.values()), 2),
                "p95_ms_1m": round(max(large.values()), 2),
                "growth": round(growth, 2),
                **{f"{name}_p95_ms_10k": round(value, 2) for name, value in small.items()},
                **{f"{name}_p95_ms_1m": round(value, 2) for name, value in large.items()},
            }
        )
    )
    return 0 if growth <= 1.5 else 1


class World:
    """A community with one conversation that grows, and a moderator who is signed in."""

    def __init__(self) -> None:
        from django.test import Client

        from community.members.bands import Band
        from forums.models import Post
        from tests.factories import make_member
        from tests.forums.conftest import make_space, make_thread

        self.authors = [make_member() for _ in range(AUTHORS)]
        self.moderator = make_member("Ana", roles=("moderator",), cleared=True)
        self.template: Post = make_thread(make_space("bench", Band.ADULT)).posts.get()
        self.posts, self.reviewables = 1, 0
        self.client = Client(headers={"host": "127.0.0.1"})
        self.client.force_login(self.moderator)

    def grow(self, posts: int) -> None:
        self._write_posts(posts - self.posts)
        self._write_reviewables(posts // POSTS_A_REVIEWABLE - self.reviewables)
        self.posts, self.reviewables = posts, posts // POSTS_A_REVIEWABLE
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _write_posts(self, count: int) -> None:
        """Copies of one post, made by the database itself."""
        from django.db import connection

        from forums.models import Post

        table = Post._meta.db_table
        columns = [field.column for field in Post._meta.local_concrete_fields]
        base = self.posts + 1_000_000
        changed = {
            "id": f"{base} + n",
            "seq": f"{base} + n",
            "opener": "FALSE" if connection.vendor == "postgresql" else "0",
            "client_key": _unique[connection.vendor].format(f"{base} + n"),
            "author_id": f"{self.authors[0].pk} + n % {AUTHORS}",
        }
        picked = ", ".join(changed.get(column, f"p.{column}") for column in columns)
        names = ", ".join(columns)
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH RECURSIVE many(n) AS "
                f"(SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < {count}) "
                f"INSERT INTO {table} ({names}) "
                f"SELECT {picked} FROM many, {table} p WHERE p.id = %s",
                [self.template.pk],
            )

    def _write_reviewables(self, count: int) -> None:
        from moderation.models import Flag, Reviewable

        rows = self._rows(count)
        reporter = self.authors[-1]
        while batch := list(itertools.islice(rows, BATCH)):
            made = Reviewable.objects.bulk_create(batch)
            Flag.objects.bulk_create(
                Flag(reviewable=row, reporter=reporter, concern="guideline", rule="unkind")
                for row in made
                if row.object_id % FLAGGED_ONE_IN == 0
            )

    def _rows(self, count: int) -> Iterator[Any]:
        from django.utils import timezone

        from moderation.models import Reviewable
        from moderation.tiers import Tier, deadlines

        now = timezone.now()
        for n in range(self.reviewables, self.reviewables + count):
            tier = list(Tier)[1 + n // WAITING_ONE_IN % 4]
            opened = now - timedelta(minutes=n % 3000)
            first_look, breach = deadlines(tier, "adult", opened)
            waiting = n % WAITING_ONE_IN == 0
            yield Reviewable(
                kind="forums.post",
                object_id=1_000_001 + n * POSTS_A_REVIEWABLE,
                band="adult",
                space_name="Bench",
                title="A conversation",
                excerpt="Some words of it",
                author=self.authors[n % (AUTHORS - 1)],
                tier=tier,
                score=n % 100 / 100,
                reasons=[{"code": "toxicity.insult", "label": "May read as an insult"}],
                state="open" if waiting else "closed",
                opened_at=opened,
                due_first_look=first_look,
                due_breach=breach,
                closed_at=None if waiting else now,
            )


_unique = {
    "sqlite": "substr('00000000000000000000000000000000' || ({}), -32)",
    "postgresql": "lpad(({})::text, 32, '0')::uuid",
}


def measured(world: World, posts: int) -> dict[str, float]:
    """95th percentiles in milliseconds."""
    started = time.perf_counter()
    world.grow(posts)
    print(f"{posts:,} posts written in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return {"page": p95(page(world)), "claim": p95(claim(world))}


def page(world: World) -> Callable[[], None]:
    def once() -> None:
        assert world.client.get("/moderation/").status_code == 200

    return once


def claim(world: World) -> Callable[[], None]:
    from moderation import actions

    held: list[Any] = []

    def once() -> None:
        row = actions.claim_next(world.moderator)
        assert row is not None
        held.append(row)

    def give_back() -> None:
        row = held.pop()
        actions.release(world.moderator, row.pk, row.lease_token)

    once.after = give_back  # type: ignore[attr-defined]
    return once


def p95(once: Callable[[], None]) -> float:
    after = getattr(once, "after", lambda: None)
    times = []
    for _ in range(WARM_UP + ROUNDS):
        started = time.perf_counter()
        once()
        times.append((time.perf_counter() - started) * 1000)
        after()
    return statistics.quantiles(times[WARM_UP:], n=20)[-1]


if __name__ == "__main__":
    asked = [int(one) for one in sys.argv[1:]] or [10_000, 1_000_000]
    sys.exit(main((asked[0], asked[1])))
