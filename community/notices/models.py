"""What the house tells one person, and the letters of a demo community."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class Notice(models.Model):
    """One message to one member, kept until the account goes."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=140)
    body = models.TextField(blank=True)
    link = models.CharField(max_length=300, blank=True)
    band = models.CharField(
        max_length=5, blank=True, help_text="Read only while its member reaches this band."
    )
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    reversed_at = models.DateTimeField(
        null=True, blank=True, help_text="What it speaks of was put right later."
    )

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["member", "-created_at"], name="notices_of_member"),
            models.Index(
                fields=["member"], condition=models.Q(read_at=None), name="unread_notices_of_member"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Letter(models.Model):
    """An e-mail of a demo community: shown on a page because nothing is sent."""

    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return self.subject


class Device(models.Model):
    """A device that wakes when its owner is called: the address at its push service."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="devices")
    endpoint = models.URLField(max_length=500, unique=True)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["added_at", "pk"]

    def __str__(self) -> str:
        return f"Device {self.pk} of {self.member_id}"
