"""Guardians: who was asked, and who answers for whom."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class Invitation(models.Model):
    """A guardian who was asked and has not answered. It holds nothing of the young person."""

    email = models.EmailField()
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["email"], name="invitations_of_an_address"),
            models.Index(fields=["expires_at"], name="invitations_running_out"),
        ]

    def __str__(self) -> str:
        return f"Invitation {self.pk}"


class Guardianship(models.Model):
    """A guardian who agreed. They have no account, and see nothing that the young person writes.

    mark: a keyed digest of the young person's date of birth, which is kept nowhere before they have
    made their account.
    """

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="guardianship",
    )
    email = models.EmailField()
    passphrase = models.CharField(max_length=128, help_text="Hashed; asked at each visit.")
    nonce = models.CharField(max_length=32)
    mark = models.CharField(max_length=64)
    code = models.CharField(
        max_length=64, blank=True, help_text="A digest of what the young person joins with."
    )
    code_expires_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code"], condition=~models.Q(code=""), name="joining_code_used_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["email"], name="guardians_by_address")]

    def __str__(self) -> str:
        return f"Guardian of {self.member_id}"

    @property
    def is_emptied(self) -> bool:
        """The account that it was for is deleted: nobody can show any more that they are it."""
        return not self.passphrase

    @property
    def is_locked(self) -> bool:
        return self.locked_until is not None and self.locked_until > timezone.now()
