"""Empties the tables after a test that commits, in a few milliseconds.

Django would empty all hundred tables and then have every app write its first rows anew, which costs
half a second a test. Here only tables with rows are emptied, and the rows that a new community has
are copied back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.test import TransactionTestCase

KEPT = "kept__"
# No test writes to these.
LEFT_ALONE = {"django_migrations", "django_content_type", "auth_permission"}


def remember() -> None:
    """What is there now is what every test that commits leaves behind."""
    forget()
    with connection.cursor() as cursor:
        for table in _with_rows(cursor):
            cursor.execute(f'CREATE TABLE "{KEPT}{table}" AS SELECT * FROM "{table}"')
    TransactionTestCase._fixture_teardown = put_back


def forget() -> None:
    TransactionTestCase._fixture_teardown = _as_django_does
    with connection.cursor() as cursor:
        for table in _kept():
            cursor.execute(f'DROP TABLE "{KEPT}{table}"')


def put_back(self: Any = None) -> None:
    with _without_checks(), transaction.atomic(), connection.cursor() as cursor:
        for table in _with_rows(cursor):
            cursor.execute(f'DELETE FROM "{table}"')
        for table in _kept():
            cursor.execute(f'INSERT INTO "{table}" SELECT * FROM "{KEPT}{table}"')


_as_django_does = TransactionTestCase._fixture_teardown


def _with_rows(cursor: Any) -> list[str]:
    names = set(connection.introspection.table_names()) - LEFT_ALONE
    asked = [
        f"SELECT '{name}' AS name WHERE EXISTS (SELECT 1 FROM \"{name}\")"
        for name in sorted(names)
        if not name.startswith(KEPT)
    ]
    found = []
    for few in (asked[n : n + 100] for n in range(0, len(asked), 100)):
        cursor.execute(" UNION ALL ".join(few))
        found += [name for (name,) in cursor.fetchall()]
    return found


def _kept() -> list[str]:
    names = connection.introspection.table_names()
    return [name.removeprefix(KEPT) for name in names if name.startswith(KEPT)]


@contextmanager
def _without_checks() -> Iterator[None]:
    """Rows go in any order, and guards of what may never be deleted look away."""
    if connection.vendor != "postgresql":
        with connection.constraint_checks_disabled():
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")
