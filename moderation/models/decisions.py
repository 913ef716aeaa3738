"""Decisions, the words they are given in, and appeals against them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from community.notices.models import Notice
from moderation.content import manner_of
from moderation.models.reviewables import Reviewable
from moderation.states import RESTRICTING, DecisionAction, ReviewState


class Family(models.TextChoices):
    """Care and rules are never mixed: a safety reason is no strike."""

    GUIDELINE = "guideline", "Guideline"
    SAFETY = "safety", "Safety"


class About(models.TextChoices):
    """What a reason can be given for."""

    WORDS = "words", "Something written"
    CALL = "call", "How somebody was in a call"
    MEETING = "meeting", "How a meeting was run"


class ReasonTemplate(models.Model):
    """What the author reads. Kept in `moderation/reasons.yaml`; the table is filled from it."""

    code = models.CharField(max_length=40, primary_key=True)
    family = models.CharField(max_length=9, choices=Family)
    label = models.CharField(max_length=80, help_text="For moderators.")
    rule = models.CharField(
        max_length=160, help_text="The guideline or the promise of care behind it."
    )
    adult_text = models.TextField()
    youth_text = models.TextField()
    change = models.TextField(blank=True, help_text="What the author can change.")
    actions = models.JSONField(default=list, help_text="The decisions it fits.")
    about = models.CharField(max_length=7, choices=About, default=About.WORDS)
    raised_by = models.JSONField(default=list, help_text="Beginnings of detector codes and rules.")
    position = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["position", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(family=Family.SAFETY, code__startswith="safety_")
                | Q(family=Family.GUIDELINE, code__startswith="guideline_"),
                name="reason_code_names_its_family",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def text_for(self, band: str) -> str:
        return self.adult_text if band == "adult" else self.youth_text


class Decision(models.Model):
    """One decision by one person, with the words the author was given."""

    reviewable = models.ForeignKey(Reviewable, models.CASCADE, related_name="decisions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="decisions")
    action = models.CharField(max_length=15, choices=DecisionAction)
    reason_code = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=1000, blank=True, help_text="For the author.")
    text_judged = models.TextField(blank=True)
    text_shown = models.TextField(blank=True)
    content_before = models.CharField(max_length=20, blank=True)
    content_after = models.CharField(max_length=20, blank=True)
    lease_token = models.UUIDField()
    decided_at = models.DateTimeField(default=timezone.now)
    seconds_held = models.PositiveIntegerField(default=0)
    overturned_at = models.DateTimeField(null=True, blank=True)
    sweep = models.ForeignKey(
        "moderation.Sweep", models.PROTECT, null=True, blank=True, related_name="decisions",
        help_text="Taken down together with others.",
    )  # fmt: skip
    of_edit = models.BooleanField(default=False, help_text="About an edit that waited.")
    version_after = models.PositiveIntegerField(default=0)
    rest_before = models.CharField(
        max_length=15, choices=ReviewState, default=ReviewState.OPEN, editable=False
    )
    notices = models.ManyToManyField(Notice, related_name="+", editable=False)

    class Meta:
        ordering: ClassVar = ["-decided_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lease_token"], name="one_decision_a_lease"),
            models.CheckConstraint(
                condition=~Q(action__in=sorted(RESTRICTING)) | ~Q(reason_code=""),
                name="restriction_has_a_reason",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-decided_at"], name="decisions_latest")]

    def __str__(self) -> str:
        return f"{self.get_action_display()} by {self.by_id}"

    @property
    def restricts(self) -> bool:
        return self.action in RESTRICTING

    @property
    def family(self) -> str:
        return self.reason_code.partition("_")[0]

    @property
    def past(self) -> str:
        """ "published", "removed": for sentences about what somebody did."""
        return manner_of(self.reviewable.kind).done[self.action]


class Appeal(models.Model):
    """“Ask for another look”: the author's own words, answered by somebody else."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "The decision stands"
        MODIFIED = "modified", "It stays down, and the rest was lifted"
        OVERTURNED = "overturned", "The decision was reversed"

    decision = models.OneToOneField(Decision, models.CASCADE, related_name="appeal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="appeals")
    text = models.CharField(max_length=2000)
    created_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answer = models.CharField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome="", answered_by=None, answered_at=None)
                | Q(~Q(outcome=""), answered_by__isnull=False, answered_at__isnull=False),
                name="appeal_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("by")),
                name="appeal_answered_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"Appeal against decision {self.decision_id}"


class AppealMessage(models.Model):
    """Question and answer while somebody looks again."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="messages")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    from_team = models.BooleanField()
    text = models.CharField(max_length=2000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"Message {self.pk} about appeal {self.appeal_id}"
