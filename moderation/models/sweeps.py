"""Several things of one author taken down together. Many at once take two people."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from community.members.bands import Band
from moderation.models.sanctions import Proposal

# One person alone takes down so many at once.
MOST_ALONE = 20


class Sweep(models.Model):
    """What was taken down together, with one reason. Each thing has its own decision and its own
    row in the log; one appeal is about all of them.
    """

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="swept", help_text="Of the words."
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sweeps")
    band = models.CharField(max_length=5, choices=Band)
    days = models.PositiveSmallIntegerField(help_text="How far back it looked.")
    count = models.PositiveIntegerField()
    proposal = models.OneToOneField(
        Proposal, models.PROTECT, null=True, blank=True, related_name="sweep"
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(count__lte=MOST_ALONE) | Q(proposal__isnull=False),
                name="sweep_of_many_takes_two",
            ),
            models.CheckConstraint(condition=~Q(by=F("author")), name="sweep_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.count} things of {self.author_id} taken down by {self.by_id}"
