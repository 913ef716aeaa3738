"""The database itself refuses to change the audit log and what people met, whoever asks."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "moderation_auditevent"
REFUSAL = "the audit log is append-only"

CREATE: dict[str, Sequence[str]] = {
    "sqlite": (
        *(
            f"CREATE TRIGGER IF NOT EXISTS audit_no_{change.lower()} BEFORE {change} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for change in ("UPDATE", "DELETE")
        ),
        # REPLACE takes the old row away without a DELETE.
        f"CREATE TRIGGER IF NOT EXISTS audit_no_replace BEFORE INSERT ON {TABLE} "  # noqa: S608
        f"WHEN NEW.id IN (SELECT id FROM {TABLE}) OR NEW.hash IN (SELECT hash FROM {TABLE}) "
        f"OR NEW.prev_hash IN "
        f"(SELECT prev_hash FROM {TABLE}) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    ),
    "postgresql": (
        (
            "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        ),
        (
            f"CREATE OR REPLACE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
            "FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
        ),
        (
            f"CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
        ),
    ),
}
DROP: dict[str, Sequence[str]] = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS audit_no_update",
        "DROP TRIGGER IF EXISTS audit_no_delete",
        "DROP TRIGGER IF EXISTS audit_no_replace",
    ),
    "postgresql": (
        f"DROP TRIGGER IF EXISTS audit_no_change ON {TABLE}",
        f"DROP TRIGGER IF EXISTS audit_no_truncate ON {TABLE}",
        "DROP FUNCTION IF EXISTS audit_refuse()",
    ),
}

EXPOSURES = "moderation_exposure"
EXPOSURE_REFUSAL = "what was met cannot be changed"
# The link to the item may be cut, as items go when their authors leave.
_fixed = ("member_id", "weight", "category", "at")

CREATE_EXPOSURES: dict[str, Sequence[str]] = {
    "sqlite": (
        f"CREATE TRIGGER IF NOT EXISTS exposure_no_update BEFORE UPDATE OF {', '.join(_fixed)} "
        f"ON {EXPOSURES} BEGIN SELECT RAISE(ABORT, '{EXPOSURE_REFUSAL}'); END",
    ),
    "postgresql": (
        (
            "CREATE OR REPLACE FUNCTION exposure_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{EXPOSURE_REFUSAL}'; END $$"
        ),
        (
            f"CREATE OR REPLACE TRIGGER exposure_no_update BEFORE UPDATE OF {', '.join(_fixed)} "
            f"ON {EXPOSURES} FOR EACH ROW EXECUTE FUNCTION exposure_refuse()"
        ),
    ),
}
DROP_EXPOSURES: dict[str, Sequence[str]] = {
    "sqlite": ("DROP TRIGGER IF EXISTS exposure_no_update",),
    "postgresql": (
        f"DROP TRIGGER IF EXISTS exposure_no_update ON {EXPOSURES}",
        "DROP FUNCTION IF EXISTS exposure_refuse()",
    ),
}

GUARDS = {
    "sqlite": ("audit_no_update", "audit_no_delete", "audit_no_replace", "exposure_no_update"),
    "postgresql": ("audit_no_change", "audit_no_truncate", "exposure_no_update"),
}
_IN_FORCE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    # One that was switched off guards nothing.
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Puts the guards in place, again if need be: SQLite forgets those of a table that a migration
    rebuilds.
    """
    with connection.cursor() as cursor:
        for statements in (CREATE, CREATE_EXPOSURES):
            for statement in statements.get(connection.vendor, ()):
                cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The guards that are not in force."""
    if connection.vendor not in GUARDS:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE[connection.vendor])
        there = {name for (name,) in cursor.fetchall()}
    return [name for name in GUARDS[connection.vendor] if name not in there]
