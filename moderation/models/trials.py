"""Other thresholds on trial: proposed, signed by a second person, seven days in the shadow of the
ones in force, and then published or dropped.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from community.members.bands import Band
from moderation import states
from moderation.models.policies import PolicyPack
from moderation.models.sanctions import Proposal
from moderation.screening.edit import Place
from moderation.screening.policy import Thresholds
from moderation.states import TrialState


class Trial(models.Model):
    """review, hold: toxicity scores, 0 to 1; was_*: those in force when it was proposed.

    found: the backtest at that time, as the proposer saw it.
    """

    band = models.CharField(max_length=5, choices=Band)
    space = models.CharField(max_length=60, blank=True)
    review = models.FloatField()
    hold = models.FloatField()
    was_review = models.FloatField()
    was_hold = models.FloatField()
    why = models.CharField(max_length=1000)
    found = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=9, choices=TrialState, default=TrialState.PROPOSED)
    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="trial")
    shadow_since = models.DateTimeField(null=True, blank=True)
    shadow_until = models.DateTimeField(null=True, blank=True)
    told_over_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    pack = models.OneToOneField(
        PolicyPack, models.SET_NULL, null=True, blank=True, related_name="trial"
    )

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=TrialState.values), name="trial_state_known"
            ),
            models.CheckConstraint(
                condition=Q(review__gte=0, hold__lte=1, review__lte=F("hold")),
                name="trial_thresholds_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["shadow", "published"])
                | Q(shadow_since__isnull=False, shadow_until__gt=F("shadow_since")),
                name="trial_in_shadow_has_its_days",
            ),
            models.UniqueConstraint(
                fields=["band", "space"], condition=Q(state__in=["proposed", "shadow"]),
                name="one_trial_a_place",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Thresholds for {self.band} {self.space}: {self.review:.2f} / {self.hold:.2f}"

    def get_absolute_url(self) -> str:
        return reverse("moderation:trial", args=[self.pk])

    def move(self, to: TrialState) -> None:
        """The caller saves. Raises IllegalTransition."""
        states.check_trial(self.state, to)
        self.state = to

    @property
    def place(self) -> Place:
        return Place(self.band, self.space)

    @property
    def old(self) -> Thresholds:
        return Thresholds(review=self.was_review, hold=self.was_hold)

    @property
    def new(self) -> Thresholds:
        return Thresholds(review=self.review, hold=self.hold)

    @property
    def in_shadow(self) -> bool:
        return self.state == TrialState.SHADOW

    def is_over(self, now: datetime) -> bool:
        """The days in the shadow have passed."""
        return self.in_shadow and self.shadow_until is not None and self.shadow_until <= now
