"""The database itself refuses to change the audit log and what people met, whoever asks."""

from __future__ import annotations

from collections.abc import Sequence

TABLE = "moderation_auditevent"
REFUSAL = "the audit log is append-only"

CREATE: dict[str, Sequence[str]] = {
    "sqlite": tuple(
        f"CREATE TRIGGER IF NOT EXISTS audit_no_{change.lower()} BEFORE {change} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for change in ("UPDATE", "DELETE")
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
