"""Somebody would like to be a peer mentor."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from community.access import Facts, Kind
from community.access.ground import ADULTS
from community.mentoring import states
from community.mentoring.states import State

LONGEST = 2000


class Application(models.Model):
    """In the member's own words. It moves by the table in `states.py` alone."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentor_applications"
    )
    why = models.TextField(max_length=LONGEST)
    offers = models.TextField(max_length=LONGEST)
    state = models.CharField(max_length=10, choices=State, default=State.APPLIED)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="mentor_application_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(states.FINISHED), ended_at__isnull=False)
                | Q(state__in=sorted(states.WAITING), ended_at=None),
                name="mentor_application_has_an_end",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(state__in=sorted(states.WAITING)),
                name="one_mentor_application_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Application {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("mentoring:application", args=[self.pk])

    def access_facts(self) -> Facts:
        return Facts(Kind.MENTOR_APPLICATION, ADULTS, author_id=self.member_id, state=self.state)

    @property
    def waits(self) -> bool:
        return self.state in states.WAITING

    @property
    def next_state(self) -> State | None:
        return states.next_of(self.state)

    def move(self, to: State) -> None:
        """The caller saves. Raises IllegalMove."""
        states.check(self.state, to)
        self.state = to
        self.version += 1
        if to in states.FINISHED:
            self.ended_at = timezone.now()


class Step(models.Model):
    """Who took the application on, when, and what they wrote about it: for those who lead."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="steps")
    before = models.CharField(max_length=10, choices=State)
    after = models.CharField(max_length=10, choices=State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.TextField(max_length=LONGEST, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "after"], name="each_step_of_an_application_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} to {self.after} of application {self.application_id}"
