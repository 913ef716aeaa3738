"""Blind second looks: a colleague judges the same words without knowing what was decided."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.access.facts import Facts, Kind
from community.members.bands import Band
from moderation.models.decisions import Decision


class SecondLook(models.Model):
    """Drawn at random when a decision was made. It changes nothing for anybody: it only measures.

    may_stay: the answer; empty until somebody gave it.
    """

    decision = models.OneToOneField(Decision, models.CASCADE, related_name="second_look")
    band = models.CharField(max_length=5, choices=Band)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    drawn_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    may_stay = models.BooleanField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["drawn_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(may_stay=None, answered_at=None)
                | Q(may_stay__isnull=False, answered_at__isnull=False),
                name="second_look_answered_as_a_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["drawn_at"], condition=Q(answered_at=None), name="second_looks_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"Second look at decision {self.decision_id}"

    def access_facts(self) -> Facts:
        return Facts(Kind.REVIEWABLE, frozenset({Band(self.band)}), author_id=self.author_id)

    @property
    def agrees(self) -> bool:
        return self.may_stay is not None and self.may_stay != self.decision.restricts
