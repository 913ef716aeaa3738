"""One table, as the person sees it whose data it holds: what for, on what basis, for how long.

The bases are those of Regulation (EU) 2016/679 (GDPR), Articles 6 and 9. Which of them holds where
a community is hosted is for its host to confirm.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q


@dataclass(frozen=True)
class Basis:
    words: str
    article: str


SERVICE = Basis("The service you asked for", "6(1)(b)")
CONSENT = Basis("You said yes, and can take it back", "6(1)(a), 9(2)(a)")
SAFETY = Basis("Keeping people safe, with limits", "6(1)(f), 9(2)(g)")
LAW = Basis("A duty by law", "6(1)(c)")

ACCOUNT = "until the account goes"


@dataclass(frozen=True)
class Use:
    """Some fields of one table, kept for one reason.

    health: people may say something of their health in them. withheld: why the export leaves them
    out, where it does.
    """

    fields: str
    why: str
    basis: Basis = SERVICE
    health: bool = False
    withheld: str = ""

    @property
    def names(self) -> list[str]:
        return self.fields.split()


class Leave(StrEnum):
    """What becomes of the rows when the person goes."""

    DELETE = "removed"
    BLANK = "emptied"
    STAY = "kept with a number in place of you"


@dataclass(frozen=True)
class Line:
    """So many rows of one kind, and what becomes of them: a line of the dry run and the receipt."""

    title: str
    how: Leave
    count: int


@dataclass(frozen=True)
class Ends:
    """Rows go by themselves, so many days after the time in one of their fields.

    how: DELETE, or BLANK for the fields in `blank` alone. only: which rows this is true of.
    """

    after: str
    days: int
    how: Leave = Leave.DELETE
    blank: str = ""
    only: Q = field(default_factory=Q)

    def due(self, now: datetime, days: int) -> Q:
        at: Any = now - timedelta(days=days)
        return self.only & Q(**{f"{self.after}__lt": at})


@dataclass(frozen=True)
class Holding:
    """What one table holds of a person.

    of: the path from a row to the member whom it is about. plain: fields that say nothing of a
    person. team: links to whoever of the team acted; a number stays of them. blank: what is emptied
    when the person goes (BLANK). only: the rows that the export gives. beside: names and paths of
    what makes a row understood in the export. turn: those with a higher one go later.
    """

    model: str
    title: str
    of: str
    uses: tuple[Use, ...]
    plain: str = "id"
    team: str = ""
    leave: Leave = Leave.DELETE
    blank: str = ""
    ends: Ends | None = None
    only: Q = field(default_factory=Q)
    beside: Mapping[str, str] = field(default_factory=dict)
    turn: int = 0

    @property
    def table(self) -> type[models.Model]:
        return apps.get_model(self.model)

    @property
    def declared(self) -> list[str]:
        personal = [name for use in self.uses for name in use.names]
        return [*personal, *self.plain.split(), *self.team.split()]

    @property
    def exported(self) -> list[str]:
        """The fields that the export gives."""
        return [name for use in self.uses if not use.withheld for name in use.names]

    def rows(self, member_id: int) -> models.QuerySet[Any]:
        """All rows about the person."""
        return self.table._base_manager.filter(**{self.of: member_id})

    # ---- what the export says

    def export(self, member_id: int) -> Iterator[dict[str, Any]]:
        """Each row as names and values that a person can read."""
        names = self.exported
        if not names:
            return
        paths = list(dict.fromkeys([*names, *self.beside.values()]))
        found = self.rows(member_id).filter(self.only).order_by("pk").distinct()
        for row in found.values("pk", *paths).iterator(chunk_size=500):
            said = {label: row[path] for label, path in self.beside.items()}
            yield said | {name: self._in_words(name, row[name]) for name in names}

    def _in_words(self, name: str, value: Any) -> Any:
        choices = dict(getattr(self.table._meta.get_field(name), "flatchoices", None) or ())
        return str(choices.get(value, value)) if choices and value not in (None, "") else value

    # ---- what happens when the person goes

    def plan(self, member_id: int, keep_words: bool) -> list[Line]:
        """The dry run: what `go` will do, without doing it."""
        return [Line(self.title, self.leave, self.rows(member_id).count())]

    def go(self, member_id: int, keep_words: bool) -> list[Line]:
        """Does it, in the caller's transaction, and counts what it did."""
        if self.leave is Leave.DELETE:
            count = self.remove(self.rows(member_id))
        elif self.leave is Leave.BLANK:
            count = self.empty(self.rows(member_id), self.blank)
        else:
            count = self.rows(member_id).count()
        return [Line(self.title, self.leave, count)]

    def remove(self, rows: models.QuerySet[Any]) -> int:
        """By primary key, so that a filter over joins deletes in this table alone."""
        pks = list(rows.values_list("pk", flat=True))
        _, by_model = self.table._base_manager.filter(pk__in=pks).delete()
        return by_model.get(self.table._meta.label, 0)

    def empty(self, rows: models.QuerySet[Any], fields: str) -> int:
        pks = list(rows.values_list("pk", flat=True))
        return self.table._base_manager.filter(pk__in=pks).update(
            **{name: self._emptied(name) for name in fields.split()}
        )

    def _emptied(self, name: str) -> Any:
        column = self.table._meta.get_field(name)
        if getattr(column, "null", False):
            return None
        if isinstance(column, models.JSONField):
            return column.get_default()
        return ""

    # ---- what time does

    def end(self, now: datetime, spared: list[int]) -> int:
        """Removes or empties what is older than it may be. spared: members under a legal hold."""
        if self.ends is None:
            return 0
        days = settings.RETENTION_DAYS.get(self.model, self.ends.days)
        rows = self.table._base_manager.filter(self.ends.due(now, days))
        if spared:
            rows = rows.exclude(**{f"{self.of}__in": spared})
        if self.ends.how is Leave.DELETE:
            return self.remove(rows)
        return self.empty(rows.exclude(**self._empty_already()), self.ends.blank)

    def _empty_already(self) -> dict[str, Any]:
        """So that a row is emptied once and not at each turn of the clock."""
        assert self.ends
        emptied = {name: self._emptied(name) for name in self.ends.blank.split()}
        return {
            (f"{name}__isnull" if value is None else name): (True if value is None else value)
            for name, value in emptied.items()
        }
