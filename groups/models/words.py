"""What is written in the room: lines for all, and private signals to the facilitators."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.access import Facts, Kind
from community.members.models import Member
from groups.models.sessions import Session
from groups.states import LineState
from moderation.models import CrisisCase


class ChatLine(models.Model):
    """One line of the chat beside the video. `seq` counts lines as they are published."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="lines")
    member = models.ForeignKey(Member, models.CASCADE, related_name="chat_lines")
    text = models.TextField(max_length=1000)
    html = models.TextField(editable=False)
    state = models.CharField(max_length=17, choices=LineState)
    seq = models.PositiveIntegerField(null=True, blank=True)
    verdict = models.JSONField(default=dict, blank=True)
    key = models.CharField(max_length=36, blank=True, help_text="Makes sending again harmless.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["seq", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "seq"], name="chat_lines_counted_once"),
            models.UniqueConstraint(
                fields=["session", "member", "key"],
                condition=~Q(key=""),
                name="chat_line_sent_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=LineState.PUBLISHED) | Q(seq__isnull=False),
                name="published_lines_are_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"Chat line {self.pk}"

    def access_facts(self) -> Facts:
        return Facts(
            Kind.CHAT_LINE,
            frozenset({self.session.group.age_band}),
            author_id=self.member_id,
            state=self.state,
            joined=self.session.group.active_ids,
            hosts=self.session.group.host_ids,
            place=f"group:{self.session.group_id}",
            audiences=self.session.group.audiences,
        )


class Signal(models.Model):
    """A private word to the facilitators: asked for by the person, or raised by what they wrote."""

    class Why(models.TextChoices):
        WORD = "word", "asks for a word"
        CARE = "care", "may need support"

    session = models.ForeignKey(Session, models.CASCADE, related_name="signals")
    member = models.ForeignKey(Member, models.CASCADE, related_name="signals")
    why = models.CharField(max_length=4, choices=Why)
    created_at = models.DateTimeField(default=timezone.now)
    seen_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)
    case = models.ForeignKey(
        CrisisCase, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        ordering: ClassVar = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.member_id} {self.get_why_display()}"
