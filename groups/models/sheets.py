"""How a session is run: where in the plan it is, whose turn it is, what people are asked."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from community.members.models import Member
from groups.models.sessions import Session


class RunSheet(models.Model):
    """Where a session is now. Facilitators move it; everybody in the room sees it."""

    session = models.OneToOneField(Session, models.CASCADE, related_name="sheet")
    point = models.PositiveSmallIntegerField(null=True, blank=True)
    since = models.DateTimeField(null=True, blank=True)
    turn = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    had_turn = models.JSONField(default=list, blank=True)
    spotlight = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    lead = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"Run sheet of session {self.session_id}"


class Poll(models.Model):
    """One question to everybody in the room. Nobody sees who chose what."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="polls")
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    question = models.CharField(max_length=140)
    options = models.JSONField()
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session"],
                condition=models.Q(closed_at=None),
                name="one_open_poll_a_session",
            ),
        ]

    def __str__(self) -> str:
        return self.question


class Vote(models.Model):
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="votes")
    member = models.ForeignKey(Member, models.CASCADE, related_name="votes")
    option = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["poll", "member"], name="one_vote_a_poll"),
        ]

    def __str__(self) -> str:
        return f"A vote on poll {self.poll_id}"
