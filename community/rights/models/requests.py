"""What somebody asks about their data that they cannot do by themselves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from community.access import Facts, Kind
from community.members.bands import Band
from community.members.models import Member

# One month (GDPR, Article 12(3)).
ANSWERED_WITHIN = timedelta(days=30)


class DataRequest(models.Model):
    """Answered by a person."""

    class About(models.TextChoices):
        BIRTH = "birth", "My date of birth is wrong"
        EMAIL = "email", "My e-mail address is wrong, and I cannot get into it"
        ABOUT_ME = "about_me", "Something that the team wrote about me is wrong"
        SEE = "see", "I want to see what the export leaves out"
        OBJECT = "object", "I do not want something of mine to be used"
        OTHER = "other", "Something else"

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="data_requests"
    )
    about = models.CharField(max_length=8, choices=About)
    text = models.CharField(max_length=2000)
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="request_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("member")),
                name="request_answered_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"Request {self.pk}"

    @property
    def due_at(self) -> datetime:
        return self.asked_at + ANSWERED_WITHIN

    def access_facts(self) -> Facts:
        return facts_of(self.member)


def facts_of(member: Member) -> Facts:
    """The data of one member, as the policy is asked about it."""
    return Facts(Kind.DATA, frozenset({Band(member.age_band)}), author_id=member.pk)


class DataOf:
    """The data of one member: who may look after it."""

    def __init__(self, member: Member) -> None:
        self.member = member

    def access_facts(self) -> Facts:
        return facts_of(self.member)
