"""Where people come from, and who waits for a place."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils import timezone


class Organisation(models.Model):
    """A hospital, charity or research group that sends people here."""

    name = models.CharField(max_length=100, unique=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Cohort(models.Model):
    """People whom an organisation sends together, perhaps with places that were promised to it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="cohorts")
    name = models.CharField(max_length=80)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    places = models.PositiveIntegerField(default=0, help_text="0: as many as there is room for.")

    class Meta:
        ordering: ClassVar = ["-starts_on", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "name"], name="cohort_named_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="cohort_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.name}"


class ReferralCode(models.Model):
    """What a clinic hands out. It says where somebody comes from, and nothing of who they are."""

    code = models.CharField(
        max_length=20,
        validators=[RegexValidator(r"^[A-Za-z0-9-]{4,20}$", "Use 4 to 20 letters and numbers.")],
    )
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="codes")
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.UniqueConstraint(Upper("code"), name="referral_code_named_once"),
        ]

    def __str__(self) -> str:
        return self.code


class Source(models.TextChoices):
    SELF = "self", "Came by themselves"
    REFERRED = "referred", "With a code of an organisation"
    WAITED = "waited", "From the waiting list"


class Admission(models.Model):
    """How a member came here: for the export, and for an organisation's own numbers."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="admission"
    )
    source = models.CharField(max_length=8, choices=Source)
    cohort = models.ForeignKey(Cohort, models.SET_NULL, null=True, blank=True, related_name="+")
    code = models.ForeignKey(ReferralCode, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(source__in=Source.values), name="admission_source_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()}: {self.member_id}"


class WaitingPlace(models.Model):
    """Somebody who waits: an address, and nothing else."""

    email = models.EmailField(unique=True)
    asked_at = models.DateTimeField(default=timezone.now)
    offered_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(
        null=True, blank=True, help_text="Until when the place that was offered is kept."
    )

    class Meta:
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(offered_at=None, expires_at=None)
                | Q(offered_at__isnull=False, expires_at__gt=F("offered_at")),
                name="offer_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"Waits since {self.asked_at:%Y-%m-%d}"
