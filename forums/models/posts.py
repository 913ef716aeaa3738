"""What people wrote, and what it was before they changed it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from community.access import Facts, Kind
from forums import states
from forums.models.places import NAMELESS, Thread
from forums.states import State

if TYPE_CHECKING:
    from community.members.models import Member

LONGEST_POST = 8_000
LONGEST_NOTE = 80


@dataclass(frozen=True)
class Nameless:
    """Stands where the name of somebody was who took it along."""

    display_name: str = NAMELESS
    initials: str = "–"
    hue: int = 210
    role_word: str = ""
    pk: int = 0


class Post(models.Model):
    """One contribution to a conversation. `html` is made once, when the text is written.

    placed_at: where it stands in the conversation; a post that waited stands where it came out.
    seq: the conversation's count at the last change of this post that readers see; 0 before.
    """

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="posts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="posts")
    body = models.TextField(max_length=LONGEST_POST)
    html = models.TextField()
    content_note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    opener = models.BooleanField(default=False)
    created = models.DateTimeField(default=timezone.now)
    placed_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    expected_by = models.DateTimeField(null=True, blank=True)
    client_key = models.UUIDField(default=uuid.uuid4)
    seq = models.PositiveIntegerField(default=0)
    care = models.BooleanField(default=False)
    nameless = models.BooleanField(
        default=False, help_text="The author left this age band and took their name along."
    )
    verdict = models.JSONField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="post_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(published_at__isnull=False),
                name="published_post_has_time",
            ),
            models.UniqueConstraint(fields=["author", "client_key"], name="post_sent_once"),
            models.UniqueConstraint(
                fields=["thread"], condition=Q(opener=True), name="thread_has_one_opener"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["thread", "placed_at", "id"], name="posts_in_order"),
            models.Index(fields=["thread", "seq"], name="posts_by_seq"),
            models.Index(fields=["author", "-created"], name="posts_of_author"),
        ]

    def __str__(self) -> str:
        return f"Post {self.pk} in {self.thread_id}"

    def get_absolute_url(self) -> str:
        return reverse("forums:post", args=[self.pk])

    @property
    def anchor(self) -> str:
        return f"post-{self.pk}"

    @property
    def byline(self) -> Member | Nameless:
        """Who other members read as the author."""
        return Nameless() if self.nameless else self.author

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def was_published(self) -> bool:
        return self.published_at is not None

    def move(self, after: State, *, undo: bool = False) -> None:
        """Changes the state, unsaved. Raises IllegalTransition for what the table does not know."""
        states.check(self.state, after, undo=undo)
        self.state = after
        if after is State.PUBLISHED and self.published_at is None:
            self.published_at = self.placed_at = timezone.now()

    def take_seq(self) -> None:
        """Counts one more change of the conversation; the row lock makes commits keep the order."""
        Thread.objects.filter(pk=self.thread_id).update(last_seq=F("last_seq") + 1)
        self.seq = Thread.objects.values_list("last_seq", flat=True).get(pk=self.thread_id)

    def access_facts(self) -> Facts:
        space = self.thread.space
        return Facts(
            Kind.POST,
            frozenset({space.age_band}),
            author_id=self.author_id,
            state=self.state,
            locked=self.thread.locked or space.archived,
            place=space.place,
            audiences=space.audiences,
        )


class RevisionState(models.TextChoices):
    PAST = "past", "An earlier version"
    PENDING = "pending", "Waiting for a moderator"
    REFUSED = "refused", "Returned to change"


class PostRevision(models.Model):
    """Another version of a post: an earlier one, or one that waits while the old one stays up."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="revisions")
    title = models.CharField(max_length=120, blank=True)
    body = models.TextField()
    html = models.TextField()
    content_note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    state = models.CharField(max_length=10, choices=RevisionState, default=RevisionState.PAST)
    verdict = models.JSONField(null=True, blank=True)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-created", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=RevisionState.values), name="revision_state_known"
            ),
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(state=RevisionState.PENDING),
                name="one_pending_revision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} of post {self.post_id}"
