"""Private messages between two adults who both want them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from community.access import Facts, Kind
from forums import states
from forums.states import State

if TYPE_CHECKING:
    from community.members.models import Member

LONGEST_MESSAGE = 4_000
# How limits name all private messages.
PLACE = "private"


class Answer(models.TextChoices):
    """What became of somebody's wish to write. The one who asked cannot tell the last from the
    first.
    """

    ASKED = "asked", "Waiting for an answer"
    ACCEPTED = "accepted", "Both write"
    DECLINED = "declined", "Not now"


class Letterbox(models.Model):
    """Whether a member takes private messages. Without a row, they do not."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="letterbox", primary_key=True
    )
    is_open = models.BooleanField(default=False)
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Letterbox of {self.member_id}"


class Correspondence(models.Model):
    """Two people who write to each other; `one` has the lower id."""

    one = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.ASKED)
    created = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    last_seq = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-last_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["one", "other"], name="one_correspondence_of_two"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="lower_id_comes_first"),
            models.CheckConstraint(
                condition=Q(asked_by=F("one")) | Q(asked_by=F("other")), name="one_of_two_asked"
            ),
            models.CheckConstraint(
                condition=Q(answer__in=Answer.values), name="private_answer_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}"

    def get_absolute_url(self) -> str:
        return reverse("private:correspondence", args=[self.pk])

    @property
    def both(self) -> frozenset[int]:
        return frozenset({self.one_id, self.other_id})

    def beside(self, member: Member) -> Member:
        """The other one of the two."""
        return self.other if self.one_id == member.pk else self.one

    def waits_for(self, member: Member) -> bool:
        """Whether the member has yet to answer."""
        return self.answer == Answer.ASKED and self.asked_by_id != member.pk

    def access_facts(self) -> Facts:
        return Facts(
            Kind.CORRESPONDENCE,
            frozenset({self.one.age_band, self.other.age_band}),
            author_id=self.asked_by_id,
            state=self.answer,
            joined=self.both,
            place=PLACE,
            audiences=self.one.audiences & self.other.audiences,
        )


class Message(models.Model):
    """One message. kept_back: its receiver keeps the author away and never sees it; the author
    cannot tell.
    """

    correspondence = models.ForeignKey(Correspondence, models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    body = models.TextField(max_length=LONGEST_MESSAGE)
    html = models.TextField()
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    kept_back = models.BooleanField(default=False, editable=False)
    care = models.BooleanField(default=False)
    verdict = models.JSONField(null=True, blank=True)
    seq = models.PositiveIntegerField(default=0)
    created = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    expected_by = models.DateTimeField(null=True, blank=True)
    client_key = models.UUIDField(default=uuid.uuid4)

    class Meta:
        ordering: ClassVar = ["seq", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="private_message_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(published_at__isnull=False),
                name="published_message_has_time",
            ),
            models.UniqueConstraint(fields=["author", "client_key"], name="message_sent_once"),
            models.UniqueConstraint(fields=["correspondence", "seq"], name="messages_in_order"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["author", "-created"], name="messages_of_author"),
        ]

    def __str__(self) -> str:
        return f"Message {self.pk} in {self.correspondence_id}"

    def get_absolute_url(self) -> str:
        return f"{self.correspondence.get_absolute_url()}#message-{self.pk}"

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED

    def move(self, after: State, *, undo: bool = False) -> None:
        """Changes the state, unsaved. Raises IllegalTransition for what the table does not know."""
        states.check(self.state, after, undo=undo)
        self.state = after
        if after is State.PUBLISHED and self.published_at is None:
            self.published_at = timezone.now()

    def access_facts(self) -> Facts:
        between = self.correspondence.access_facts()
        readers = {self.author_id} if self.kept_back else between.joined
        return Facts(
            Kind.MESSAGE,
            between.bands,
            author_id=self.author_id,
            state=self.state,
            joined=frozenset(readers),
            place=PLACE,
            audiences=between.audiences,
        )


class MessageMarker(models.Model):
    """How far somebody has read. Seen by nobody else: there are no read receipts."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    correspondence = models.ForeignKey(Correspondence, models.CASCADE, related_name="markers")
    seq = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "correspondence"], name="one_marker_a_correspondence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} read {self.correspondence_id} up to {self.seq}"


class MessageDraft(models.Model):
    """Words to somebody that are not sent yet."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    body = models.TextField(max_length=LONGEST_MESSAGE)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "to"], name="one_draft_to_each"),
        ]

    def __str__(self) -> str:
        return f"Draft of {self.member_id} to {self.to_id}"
