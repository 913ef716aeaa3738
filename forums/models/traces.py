"""What people leave beside their words: a reaction, a bookmark, a draft, a resource."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.resources.models import Resource
from forums.models.places import LONGEST_TITLE, Space, Thread
from forums.models.posts import LONGEST_NOTE, LONGEST_POST, Post


class ReactionWord(models.TextChoices):
    """Reactions are words, so that nobody has to guess what a picture means."""

    SAME = "same", "Same here"
    THANKS = "thanks", "Thank you"
    STRENGTH = "strength", "Sending strength"


class Reaction(models.Model):
    post = models.ForeignKey(Post, models.CASCADE, related_name="reactions")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    word = models.CharField(max_length=10, choices=ReactionWord)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["created", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "member", "word"], name="reacted_once"),
            models.CheckConstraint(
                condition=Q(word__in=ReactionWord.values), name="reaction_word_known"
            ),
        ]

    def __str__(self) -> str:
        return self.get_word_display()


class Follow(models.Model):
    """The member wants to find this conversation again on their day's page."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="follows")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "thread"], name="followed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} follows {self.thread_id}"


class ReadMarker(models.Model):
    """How far the member has read: the conversation's count when they last looked."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="read_markers")
    seq = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "thread"], name="one_read_marker"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} read {self.thread_id} up to {self.seq}"


class Draft(models.Model):
    """Words not sent yet, kept so that they can be finished on another device."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    thread = models.ForeignKey(Thread, models.CASCADE, null=True, blank=True, related_name="+")
    space = models.ForeignKey(Space, models.CASCADE, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=LONGEST_TITLE, blank=True)
    body = models.TextField(max_length=LONGEST_POST, blank=True)
    content_note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(thread=None, space__isnull=False) | Q(thread__isnull=False, space=None),
                name="draft_of_thread_or_space",
            ),
            models.UniqueConstraint(fields=["member", "thread"], name="one_draft_a_thread"),
            models.UniqueConstraint(fields=["member", "space"], name="one_draft_a_space"),
        ]

    def __str__(self) -> str:
        return f"Draft of {self.member_id}"


class ResourceSuggestion(models.Model):
    """A self-management resource that somebody put beside their words."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="suggestions")
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "resource"], name="suggested_once"),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} with post {self.post_id}"
