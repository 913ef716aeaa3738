"""Whom a member keeps away, and what they would rather not read about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from community.access.facts import Facts
from community.access.facts import Kind as Things
from community.members.bands import Band
from community.members.models import Member


class Distance(models.Model):
    """One member keeps another away. Only the one who does ever learns of it."""

    class Kind(models.TextChoices):
        BLOCK = "block", "Blocked"
        MUTE = "mute", "Muted"

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="distances")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=5, choices=Kind)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "other"], name="one_distance_to_each"),
            models.CheckConstraint(
                condition=~Q(member=F("other")), name="nobody_keeps_themselves_away"
            ),
            models.CheckConstraint(condition=Q(kind__in=["block", "mute"]), name="distance_known"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} keeps {self.other_id} away"


class Preference(models.Model):
    """What a member would rather not read about. Seen by nobody else, and used for nothing else."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="preference", primary_key=True
    )
    topics = models.JSONField(default=list, blank=True)
    words = models.CharField(max_length=200, blank=True)
    opens_notes = models.BooleanField(
        default=False, help_text="Words under other content notes are open at once."
    )

    def __str__(self) -> str:
        return f"What {self.member_id} would rather not read"


@dataclass(frozen=True)
class Attention:
    """What the policy is asked of before somebody is seen to be here, or hears their name."""

    member: Member
    band: Band
    kept_out: frozenset[int] = field(default=frozenset())

    def access_facts(self) -> Facts:
        return Facts(
            Things.ATTENTION,
            frozenset({self.band}),
            author_id=self.member.pk,
            kept_out=self.kept_out,
        )
