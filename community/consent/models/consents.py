"""What somebody agreed to, or somebody for them, in which words, and when."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.consent.models.guardians import Guardianship


class Purpose(models.TextChoices):
    """Each is asked by itself. Only the first is needed to take part."""

    SERVICE = "service", "Taking part"
    RESEARCH = "research", "Research"
    TRAINING = "training", "Teaching the safety filter"
    AGREEMENT = "agreement", "The comfort agreement"


class Giver(models.TextChoices):
    OWN = "own", "The member"
    GUARDIAN = "guardian", "A guardian"
    TEAM = "team", "Two people of the team"


class Consent(models.Model):
    """One yes or no. The latest of its purpose and giver counts; none is ever changed."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="consents"
    )
    guardianship = models.ForeignKey(
        Guardianship, models.CASCADE, null=True, blank=True, related_name="consents"
    )
    purpose = models.CharField(max_length=9, choices=Purpose)
    given = models.BooleanField()
    giver = models.CharField(max_length=8, choices=Giver)
    method = models.CharField(max_length=60, help_text="How we know who said it.")
    version = models.CharField(max_length=20, help_text="Which words they read.")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["member", "purpose", "giver", "-at"], name="consents_latest"),
            models.Index(fields=["guardianship", "purpose", "-at"], name="guardians_latest"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="consent_purpose_known"
            ),
            models.CheckConstraint(condition=Q(giver__in=Giver.values), name="consent_giver_known"),
            models.CheckConstraint(
                condition=Q(giver=Giver.GUARDIAN, guardianship__isnull=False, member=None)
                | Q(guardianship=None, member__isnull=False) & ~Q(giver=Giver.GUARDIAN),
                name="consent_is_about_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(purpose=Purpose.AGREEMENT) | Q(giver=Giver.OWN),
                name="agreement_is_ones_own",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {'yes' if self.given else 'no'} ({self.giver})"
