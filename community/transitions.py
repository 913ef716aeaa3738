"""The database itself refuses a move that a table of states does not know, whoever asks.

The tables live beside their models (`states.py`); here they become triggers. They are put in place
after every migration, since SQLite forgets a table's triggers when a migration rebuilds it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

Moves = Mapping[Any, Set[Any]]


def either(*tables: Moves) -> Moves:
    """One table of what any of these allows."""
    states = {state for table in tables for state in table}
    return {state: frozenset().union(*(t.get(state, ()) for t in tables)) for state in states}


def guard(app: AppConfig, table: str, column: str, moves: Moves) -> None:
    """From now on every migration of `app` leaves the column guarded.

    moves: from each state to those it may become; to stay as it is is no move. The database
    answers any other move with an IntegrityError.
    """

    def install(using: str, **kwargs: Any) -> None:
        connection = connections[using]
        if table not in connection.introspection.table_names():
            return
        with connection.cursor() as cursor:
            for statement in statements(connection.vendor, table, column, moves):
                cursor.execute(statement)

    name = f"transitions.{table}.{column}"
    post_migrate.connect(install, sender=app, weak=False, dispatch_uid=name)


def statements(vendor: str, table: str, column: str, moves: Moves) -> Sequence[str]:
    """What makes the guard anew, in the words of SQLite or of PostgreSQL."""
    name = f"{table}_{column}_moves"
    illegal = _illegal(column, moves)
    if vendor == "sqlite":
        return (
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} BEFORE UPDATE OF {column} ON {table} WHEN {illegal} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: no such move of {column}'); END",
        )
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{table}: no such move of {column}' USING ERRCODE = 'check_violation'; "
        "END $$",
        f"CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW "
        f"WHEN ({illegal}) EXECUTE FUNCTION {name}()",
    )


def _illegal(column: str, moves: Moves) -> str:
    legal = [
        f"(OLD.{column} = '{before}' AND NEW.{column} IN ({_quoted(after)}))"
        for before, after in moves.items()
        if after
    ]
    return f"OLD.{column} <> NEW.{column} AND NOT ({' OR '.join(legal)})"


def _quoted(states: Set[Any]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(map(str, states)))
