"""Somebody's account is to go: when, and what was left to say of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Departure(models.Model):
    """Somebody asked for their account to go. Until `due_at` they can stay after all.

    keep_words: posts that others could read stay, by “A former member”. closed_at: the day came
    while something had to be kept, so the account was only closed.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="departures")
    keep_words = models.BooleanField(default=True)
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(cancelled_at=None, done_at=None),
                name="one_departure_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(done_at=None), name="departure_ends_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Departure {self.pk}"

    @property
    def waits(self) -> bool:
        return self.cancelled_at is None and self.done_at is None


class Receipt(models.Model):
    """What was deleted, signed, without a word about whom it was of."""

    number = models.CharField(max_length=19, unique=True)
    text = models.TextField()
    signature = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.number
