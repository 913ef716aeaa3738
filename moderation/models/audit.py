"""The audit log: rows are added, never changed; each holds the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any, ClassVar

from django.db import models

FIRST_HASH = "0" * 64


class AppendOnly(Exception):
    """Somebody tried to change or delete a row of the audit log."""


class AuditQuerySet(models.QuerySet["AuditEvent"]):
    def update(self, **kwargs: Any) -> int:
        raise AppendOnly("Rows of the audit log cannot be changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly("Rows of the audit log cannot be deleted.")


class AuditEvent(models.Model):
    """Who did what to what. `actor_id` outlives the account, so it is a number and no relation."""

    at = models.DateTimeField()
    actor_id = models.PositiveBigIntegerField(null=True, blank=True)
    act = models.CharField(max_length=60)
    target = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)
    scope = models.CharField(
        max_length=5, blank=True, help_text="The age band it is about, if any."
    )
    prev_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(fields=["target"], name="audit_of_target"),
            models.Index(fields=["actor_id", "-id"], name="audit_of_actor"),
            models.Index(fields=["scope", "-id"], name="audit_of_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.target}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("Rows of the audit log cannot be changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly("Rows of the audit log cannot be deleted.")

    def expected_hash(self) -> str:
        return chain_hash(
            self.prev_hash,
            at=self.at,
            actor_id=self.actor_id,
            act=self.act,
            target=self.target,
            scope=self.scope,
            detail=self.detail,
        )


def chain_hash(
    prev_hash: str,
    *,
    at: datetime,
    actor_id: int | None,
    act: str,
    target: str,
    scope: str,
    detail: dict[str, Any],
) -> str:
    """SHA-256, in hex, over the row in canonical JSON and the hash of the row before."""
    row = {
        "prev": prev_hash,
        "at": at.timestamp(),
        "actor": actor_id,
        "act": act,
        "target": target,
        "scope": scope,
        "detail": detail,
    }
    text = json.dumps(
        row, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    )
    return hashlib.sha256(text.encode()).hexdigest()
