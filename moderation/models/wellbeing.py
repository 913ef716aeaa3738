"""What moderators met, when they rested, and how they want to be spared. Theirs alone: a supervisor
sees a band of it, and nobody else anything."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from community.access.facts import Facts, Kind
from community.members.bands import Band
from moderation import categories
from moderation.categories import Category
from moderation.models.audit import AppendOnly
from moderation.models.reviewables import Reviewable
from moderation.tiers import Tier
from moderation.wellbeing import A_DAY, A_WEEK, VEILED_BY, Veil

REFUSAL = "What was met cannot be changed."


class ExposureQuerySet(models.QuerySet["Exposure"]):
    def update(self, **kwargs: Any) -> int:
        raise AppendOnly(REFUSAL)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly(REFUSAL)


class Exposure(models.Model):
    """Somebody opened an item. Added and never changed; it goes when the account goes.

    weight: of `moderation.wellbeing.WEIGHTS`, 0 for what is light, so that a run of severe items
    can be told from one with a light item in it.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exposures")
    reviewable = models.ForeignKey(Reviewable, models.SET_NULL, null=True, related_name="+")
    weight = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=12, choices=Category, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = ExposureQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["member", "at"], name="exposure_of_member")]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.weight}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly(REFUSAL)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly(REFUSAL)


class Pause(models.Model):
    """A break, taken for as long as somebody likes."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="pauses")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-started_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(ended_at=None), name="one_pause_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
                name="pause_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} from {self.started_at:%H:%M}"


class Wellbeing(models.Model):
    """One person's settings. `spared` holds the bits of `categories.BITS` and is read by nobody
    but them; `shares_spared` lets a supervisor know that there are some, never which.
    """

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="wellbeing"
    )
    veil = models.CharField(max_length=6, choices=Veil, default=Veil.SEVERE)
    spared = models.PositiveIntegerField(default=0)
    shares_spared = models.BooleanField(default=False)
    a_day = models.PositiveSmallIntegerField(
        default=A_DAY, validators=[MinValueValidator(1), MaxValueValidator(A_DAY)]
    )
    a_week = models.PositiveSmallIntegerField(
        default=A_WEEK, validators=[MinValueValidator(1), MaxValueValidator(A_WEEK)]
    )

    def __str__(self) -> str:
        return f"Settings of {self.member_id}"

    def access_facts(self) -> Facts:
        return Facts(Kind.WELLBEING, frozenset({Band.ADULT}), author_id=self.member_id)

    def veils(self, row: Reviewable) -> bool:
        return Tier(row.tier) in VEILED_BY[Veil(self.veil)] or bool(self.spared & row.categories)

    def spared_of(self, row: Reviewable) -> list[Category]:
        """What the item is about and this person would rather not see."""
        return categories.named(self.spared & row.categories)
