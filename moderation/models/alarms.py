"""Alarms: people are called one after the other until one of them answers."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.access.facts import Facts, Kind
from community.members.bands import Band
from moderation.models.crisis import CrisisCase
from moderation.models.reviewables import Reviewable


class Chain(models.TextChoices):
    """Which steps of the policy pack it follows."""

    IMMINENT = "imminent", "Somebody may be in danger now"
    CONCERN = "concern", "Somebody is worried about a member"
    DANGER = "danger", "A person may be in danger from another"


class Alarm(models.Model):
    """About a case or about an item of the queue; a drill is about neither.

    step: how many steps were taken; next_at: when the next one is due, empty once it is over.
    """

    chain = models.CharField(max_length=8, choices=Chain)
    band = models.CharField(max_length=5, choices=Band)
    case = models.ForeignKey(CrisisCase, models.CASCADE, null=True, related_name="alarms")
    reviewable = models.ForeignKey(Reviewable, models.CASCADE, null=True, related_name="alarms")
    drill = models.BooleanField(default=False)
    raised_at = models.DateTimeField(default=timezone.now)
    step = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-raised_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(drill=False, case__isnull=False, reviewable=None)
                | Q(drill=False, case=None, reviewable__isnull=False)
                | Q(drill=True, case=None, reviewable=None),
                name="alarm_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, next_at__isnull=False)
                | Q(ended_at__isnull=False, next_at=None),
                name="alarm_goes_on_until_it_ends",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at=None), name="one_open_alarm_a_case"
            ),
            models.UniqueConstraint(
                fields=["reviewable"], condition=Q(ended_at=None), name="one_open_alarm_an_item"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], condition=Q(ended_at=None), name="alarms_due"),
        ]

    def __str__(self) -> str:
        return f"Alarm {self.pk} ({self.chain})"

    def access_facts(self) -> Facts:
        """Whom it may call: those who may work on what it is about."""
        about = self.case or self.reviewable
        if about is not None:
            return about.access_facts()
        return Facts(Kind.CRISIS_CASE, frozenset({Band(self.band)}))

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class AlarmCall(models.Model):
    """One attempt to reach somebody. What leaves the house waits here until it is delivered."""

    class Channel(models.TextChoices):
        NOTICE = "notice", "In the app"
        EMAIL = "email", "E-mail"
        WEBHOOK = "webhook", "Duty phone"
        PUSH = "push", "Device"

    alarm = models.ForeignKey(Alarm, models.CASCADE, related_name="calls")
    step = models.PositiveIntegerField()
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    channel = models.CharField(max_length=7, choices=Channel)
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failed = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["made_at"], condition=Q(sent_at=None), name="calls_to_deliver"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} of alarm {self.alarm_id}"


class Beat(models.Model):
    """When the clock last ticked: without it nobody is called."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"
