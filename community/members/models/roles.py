"""The roles that adults hold, and the clearances that let staff near youth."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from community.members.bands import today


class RoleName(models.TextChoices):
    MENTOR = "mentor", "Peer mentor"
    FACILITATOR = "facilitator", "Facilitator"
    MODERATOR = "moderator", "Moderator"
    CRISIS_LEAD = "crisis_lead", "Crisis lead"
    SAFEGUARDING_LEAD = "safeguarding_lead", "Safeguarding lead"
    COACH = "coach", "Coach"
    RESEARCHER = "researcher", "Researcher"
    EDITOR = "editor", "Editor"
    OPERATOR = "operator", "Operator"


def second_steps(member_id: Any) -> QuerySet[Any]:
    """What the member signs in with besides, or in place of, a password."""
    kept: QuerySet[Any] = apps.get_model("mfa", "Authenticator")._default_manager.all()
    return kept.filter(user=member_id, type__in=("totp", "webauthn"))


class RoleQuerySet(models.QuerySet["Role"]):
    def held(self, at: datetime | None = None) -> RoleQuerySet:
        now = at or timezone.now()
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now))

    def in_force(self) -> RoleQuerySet:
        """Held, and not at rest: `Member.roles_rest`, for many at once."""
        held = self.held()
        if not settings.SECOND_STEP_FOR_STAFF:
            return held
        return held.filter(Exists(second_steps(OuterRef("member"))))


class Role(models.Model):
    """A role somebody granted to an adult, for good or until a day."""

    member = models.ForeignKey("members.Member", models.CASCADE, related_name="role_set")
    name = models.CharField(max_length=20, choices=RoleName)
    granted_by = models.ForeignKey("members.Member", models.SET_NULL, null=True, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "name"], name="role_held_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_name_display()}: {self.member}"


class ClearanceQuerySet(models.QuerySet["Clearance"]):
    def valid(self, on: date | None = None) -> ClearanceQuerySet:
        return self.filter(expires_on__gte=on or today())


class Clearance(models.Model):
    """A background check that lets a member of staff be with youth until it expires."""

    member = models.ForeignKey("members.Member", models.CASCADE, related_name="clearances")
    kind = models.CharField(
        max_length=60, help_text="For example: enhanced DBS, child abuse registry."
    )
    checked_on = models.DateField()
    checked_by = models.ForeignKey("members.Member", models.PROTECT, related_name="+")
    expires_on = models.DateField()

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("checked_on")), name="clearance_expires_after_check"
            ),
            models.CheckConstraint(
                condition=~Q(member=F("checked_by")), name="clearance_checked_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.member} until {self.expires_on}"
