"""The packs that were in force, and those that wait for a second signature."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from moderation.models.sanctions import Proposal


class PolicyPack(models.Model):
    """One text of the policy pack. The one published last is in force; none, the shipped file is.

    changes: what it changed when it was brought in, as sentences.
    """

    version = models.CharField(max_length=60)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    why = models.CharField(max_length=1000, blank=True)
    changes = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    proposal = models.OneToOneField(
        Proposal, models.SET_NULL, null=True, blank=True, related_name="pack"
    )

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(published_at__isnull=False, retired_at=None),
                name="one_pack_in_force",
            ),
        ]

    def __str__(self) -> str:
        return self.version

    @property
    def is_in_force(self) -> bool:
        return self.published_at is not None and self.retired_at is None
