"""Conditions that a partial index can be matched with."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup
from django.db.models.sql.compiler import SQLCompiler


class OneOf(Lookup):
    """`IN` with its values written into the statement, in order: SQLite finds that a partial index
    fits only by the words of its condition, never by values that are sent beside it.

    For constants of ours alone, never for what somebody typed.
    """

    prepare_rhs = False

    def __init__(self, column: str, values: Iterable[str]) -> None:
        super().__init__(F(column), sorted(map(str, values)))

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        column, params = self.process_lhs(compiler, connection)
        written = ", ".join(f"'{value}'" for value in self.rhs)
        return f"{column} IN ({written})", tuple(params)
