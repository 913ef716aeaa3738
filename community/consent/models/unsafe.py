"""Young people who say that asking a guardian would put them at risk."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from community.access.facts import Facts, Kind
from community.members.bands import Band


class AskingState(models.TextChoices):
    WAITING = "waiting", "Waiting for the team"
    AGREED = "agreed", "May take part without a guardian"
    DECLINED = "declined", "Not without a guardian"


class Asking(models.Model):
    """One request to take part without a guardian. Two of the safeguarding team decide.

    From somebody without an account it keeps an address to answer to and what they wrote; from a
    member whose guardian took consent back, the account.
    """

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    email = models.EmailField(blank=True)
    words = models.CharField(max_length=500, blank=True)
    band = models.CharField(max_length=5, choices=Band)
    nonce = models.CharField(max_length=32, blank=True)
    mark = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=64, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=AskingState, default=AskingState.WAITING)
    made_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(member__isnull=False, email="") | Q(member=None) & ~Q(email=""),
                name="asking_can_be_answered",
            ),
            models.CheckConstraint(
                condition=Q(state__in=AskingState.values), name="asking_state_known"
            ),
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="team_s_code_used_once"
            ),
            models.UniqueConstraint(
                fields=["member"], condition=Q(state="waiting"), name="asks_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} ({self.pk})"

    def get_absolute_url(self) -> str:
        return reverse("moderation:asking", args=[self.pk])

    def access_facts(self) -> Facts:
        """As a case of that band: for those who lead, with a clearance, and not for its author."""
        return Facts(Kind.CRISIS_CASE, frozenset({Band(self.band)}), author_id=self.member_id)
