"""Devices that somebody signed in with before."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class KnownDevice(models.Model):
    """A browser is known by a number of its own, of which only the digest is kept."""

    member = models.ForeignKey("members.Member", models.CASCADE, related_name="known_devices")
    key = models.CharField(max_length=64)
    words = models.CharField(max_length=60, help_text="What its owner would call it.")
    first_seen = models.DateTimeField(default=timezone.now)
    last_seen = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-last_seen", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "key"], name="device_known_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["key"], name="devices_by_key")]

    def __str__(self) -> str:
        return f"{self.words} of {self.member_id}"
