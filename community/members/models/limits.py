"""What a member may not do for a while."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class LimitQuerySet(models.QuerySet["Limit"]):
    def in_force(self, at: datetime | None = None) -> LimitQuerySet:
        return self.filter(until__gt=at or timezone.now(), lifted_at=None)


class Limit(models.Model):
    """Something that a member may not do for a while. Why, and by whom, is moderation's."""

    class Kind(models.TextChoices):
        SLOW = "slow", "Writes one post in ten minutes"
        PREMODERATE = "premoderate", "What they write waits for a moderator"
        MUTE = "mute", "Reads in one place and does not write there"

    member = models.ForeignKey("members.Member", models.CASCADE, related_name="limit_set")
    kind = models.CharField(max_length=11, choices=Kind)
    place = models.CharField(max_length=40, blank=True, help_text="For a mute: where.")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = LimitQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__gt=F("since")), name="limit_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(kind="mute") & ~Q(place="") | ~Q(kind="mute") & Q(place=""),
                name="only_a_mute_has_a_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.member_id} until {self.until:%Y-%m-%d}"
