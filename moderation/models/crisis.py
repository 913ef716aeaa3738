"""Crisis cases: somebody may be at risk, and somebody of ours is with them. Never a punishment."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from community.access.facts import Facts, Kind
from community.members.bands import Band
from moderation import states
from moderation.models.reviewables import Reviewable
from moderation.states import CaseState


class Risk(models.TextChoices):
    IMMINENT = "imminent", "May be in danger now"
    CONCERN = "concern", "Somebody is worried"


class CrisisCase(models.Model):
    """About one member. While it is open, whatever else comes in about them joins it."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="crisis_cases"
    )
    band = models.CharField(max_length=5, choices=Band)
    reviewable = models.ForeignKey(
        Reviewable, models.SET_NULL, null=True, related_name="crisis_cases"
    )
    risk = models.CharField(max_length=8, choices=Risk)
    source = models.CharField(max_length=12)
    state = models.CharField(max_length=14, choices=CaseState, default=CaseState.RAISED)
    version = models.PositiveIntegerField(default=1)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="cases_led"
    )
    raised_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-risk", "raised_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=CaseState.values), name="case_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=CaseState.RAISED) | Q(acknowledged_at__isnull=False),
                name="case_acknowledged_first",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=~Q(state=CaseState.CLOSED),
                name="one_open_case_a_member",
            ),
        ]

    def __str__(self) -> str:
        return f"Case {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("moderation:case", args=[self.pk])

    def access_facts(self) -> Facts:
        return Facts(Kind.CRISIS_CASE, frozenset({Band(self.band)}), author_id=self.member_id)

    def move(self, to: CaseState) -> None:
        """Takes the case on; the caller saves. Raises IllegalTransition."""
        states.check_case(self.state, to)
        self.state = to
        self.version += 1
        if to == CaseState.ACKNOWLEDGED:
            self.acknowledged_at = timezone.now()
        if to == CaseState.CLOSED:
            self.closed_at = timezone.now()

    @property
    def next_states(self) -> list[CaseState]:
        return [state for state in CaseState if state in states.CASE_MOVES[CaseState(self.state)]]


class CaseNote(models.Model):
    """What happened, in order. Notes are added, not rewritten."""

    class Kind(models.TextChoices):
        NOTE = "note", "Note"
        HAND_OVER = "hand_over", "Hand-over"
        FOLLOW_UP = "follow_up", "Follow-up"
        DEBRIEF = "debrief", "Debrief"

    case = models.ForeignKey(CrisisCase, models.CASCADE, related_name="notes")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=9, choices=Kind, default=Kind.NOTE)
    text = models.CharField(max_length=2000, blank=True)
    moved_to = models.CharField(max_length=14, choices=CaseState, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"Note {self.pk} of case {self.case_id}"


class Step(models.TextChoices):
    """The contact checklist, in the order in which things usually come. None of it is forced."""

    READ = "read", "Read what was written, and what came before it"
    WRITTEN = "written", "Wrote to the person: who I am, that I read it, that I am here"
    ASKED = "asked", "Asked in plain words whether they think of killing themselves"
    LISTENED = "listened", "Listened, without arguing and without promising secrecy"
    HELP = "help", "Offered the help lines of their region"
    TRUSTED = "trusted", "Asked who is near that they trust"
    SAFER = "safer", "Talked about what makes the next hours safer"
    TOLD = "told", "Told them what happens next and who will write"


class CaseCheck(models.Model):
    """One line of the checklist that somebody ticked."""

    case = models.ForeignKey(CrisisCase, models.CASCADE, related_name="checks")
    step = models.CharField(max_length=8, choices=Step)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "step"], name="case_step_ticked_once"),
        ]

    def __str__(self) -> str:
        return self.get_step_display()


class FollowUp(models.Model):
    """Somebody writes again after a day, and after three."""

    case = models.ForeignKey(CrisisCase, models.CASCADE, related_name="follow_ups")
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["due_at", "pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=Q(done_at=None, reminded_at=None),
                name="follow_ups_due",
            ),
        ]

    def __str__(self) -> str:
        return f"Follow-up of case {self.case_id}"

    @property
    def is_due(self) -> bool:
        return self.done_at is None and self.due_at <= timezone.now()
