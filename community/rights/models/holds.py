"""Legal holds: nothing of somebody is deleted for a while, for a reason that is written down."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from community.members.bands import today


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def in_force(self, on: date | None = None) -> LegalHoldQuerySet:
        return self.filter(lifted_at=None, ends_on__gte=on or today())


class LegalHold(models.Model):
    """Holds until its last day, or until somebody lifts it."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="holds")
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    starts_on = models.DateField(default=today)
    ends_on = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["ends_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="hold_has_a_reason"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="hold_ends_after_it_began"
            ),
            models.CheckConstraint(condition=~Q(by=F("member")), name="hold_by_another"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="hold_lifted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Hold {self.pk} until {self.ends_on}"

    @property
    def is_in_force(self) -> bool:
        return self.lifted_at is None and self.ends_on >= today()
