"""What is kept around a meeting: notes of facilitators, reminders sent, how somebody felt."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.access import Facts, Kind
from community.members.models import Member
from groups.models.sessions import Session

MOST = 10


class SessionNote(models.Model):
    """What one facilitator writes for the other: in the room, or after it. Nobody else reads it."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="notes")
    author = models.ForeignKey(Member, models.CASCADE, related_name="session_notes")
    text = models.TextField(max_length=2000)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"Note {self.pk} on session {self.session_id}"

    def access_facts(self) -> Facts:
        group = self.session.group
        return Facts(
            Kind.SESSION_NOTE,
            frozenset({group.age_band}),
            author_id=self.author_id,
            hosts=group.host_ids,
        )


class Reminder(models.Model):
    """One reminder of one meeting to one person; the row sees to it that there is no second."""

    class When(models.TextChoices):
        DAY = "day", "The day before"
        SOON = "soon", "When the doors open"

    session = models.ForeignKey(Session, models.CASCADE, related_name="reminders")
    member = models.ForeignKey(Member, models.CASCADE, related_name="meeting_reminders")
    when = models.CharField(max_length=4, choices=When)
    sent_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "member", "when"], name="reminded_once_of_a_meeting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} of session {self.session_id}: {self.when}"


class CheckIn(models.Model):
    """How somebody felt just before or after a meeting, from 0 to 10. It is theirs alone."""

    class Moment(models.TextChoices):
        BEFORE = "before", "Before"
        AFTER = "after", "After"

    member = models.ForeignKey(Member, models.CASCADE, related_name="check_ins")
    session = models.ForeignKey(Session, models.CASCADE, related_name="check_ins")
    moment = models.CharField(max_length=6, choices=Moment)
    pain = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(MOST)])
    mood = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(MOST)])
    confidence = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(MOST)])
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["session", "-moment"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "session", "moment"], name="checked_in_once_a_moment"
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{item}__isnull": True}) | Q(**{f"{item}__lte": MOST}),
                    name=f"{item}_from_0_to_10",
                )
                for item in ("pain", "mood", "confidence")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.moment} session {self.session_id}"

    def access_facts(self) -> Facts:
        band = self.member.age_band
        return Facts(Kind.CHECK_IN, frozenset({band}), author_id=self.member_id)


class CalendarLink(models.Model):
    """The secret address of one member's calendar. We keep its digest: it is shown once."""

    member = models.OneToOneField(Member, models.CASCADE, related_name="calendar_link")
    digest = models.CharField(max_length=64, unique=True)
    title = models.CharField(
        max_length=40, default="Meeting", help_text="What each entry is called in the calendar."
    )
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Calendar of {self.member_id}"
