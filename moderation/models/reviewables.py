"""What waits for a moderator, who reported it, and who holds it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.access.facts import Facts, Kind
from community.members.bands import Band
from moderation import states
from moderation.categories import bits_of
from moderation.labels import for_the_team
from moderation.lookups import OneOf
from moderation.states import ReviewState
from moderation.tiers import VEILED, Rule, Tier


class ReviewableQuerySet(models.QuerySet["Reviewable"]):
    def waiting(self) -> ReviewableQuerySet:
        return self.filter(OneOf("state", states.WAITING))

    def riskiest_first(self) -> ReviewableQuerySet:
        return self.order_by("tier", "due_first_look", "-score", "pk")

    def claimable(self, at: datetime) -> ReviewableQuerySet:
        """Free, or held under a lease that has run out."""
        lapsed = Q(state=ReviewState.CLAIMED, lease_expires__lte=at)
        return self.waiting().filter(Q(state__in=states.CLAIMABLE) | lapsed)


class Reviewable(models.Model):
    """One piece of content before the moderators: one row an item, whatever brought it here.

    score orders within a tier, 0 to 1. version grows with every change that a decision must
    know of.
    """

    kind = models.CharField(max_length=40)
    object_id = models.PositiveBigIntegerField()
    band = models.CharField(max_length=5, choices=Band)
    space_name = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=200, blank=True)
    excerpt = models.CharField(max_length=200, blank=True)
    text_hash = models.CharField(max_length=64, blank=True)
    conversation = models.CharField(
        max_length=60, blank=True, help_text="What items that are best judged together share."
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reviewables")

    tier = models.CharField(max_length=2, choices=Tier)
    score = models.FloatField(default=0)
    reasons = models.JSONField(default=list, blank=True)
    categories = models.PositiveIntegerField(
        default=0, editable=False, help_text="What the reasons are about, as bits of `BITS`."
    )
    signals = models.JSONField(default=dict, blank=True)
    sources = models.JSONField(default=list, blank=True)
    policy = models.CharField(max_length=60, blank=True)
    model = models.CharField(max_length=120, blank=True)
    degraded = models.BooleanField(default=False)
    sampled_share = models.FloatField(
        null=True, blank=True, help_text="Drawn at random, one of so many (0 to 1)."
    )

    state = models.CharField(max_length=15, choices=ReviewState, default=ReviewState.OPEN)
    rest_state = models.CharField(
        max_length=15,
        choices=ReviewState,
        default=ReviewState.OPEN,
        help_text="Where it goes back to when a claim ends without a decision.",
    )
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(default=timezone.now)
    due_first_look = models.DateTimeField()
    due_breach = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="claims"
    )
    lease_token = models.UUIDField(null=True, blank=True)
    lease_started = models.DateTimeField(null=True, blank=True)
    lease_expires = models.DateTimeField(null=True, blank=True)

    objects = ReviewableQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="reviewable_once_an_item"),
            models.CheckConstraint(
                condition=Q(state__in=ReviewState.values), name="reviewable_state_known"
            ),
            models.CheckConstraint(
                condition=Q(rest_state__in=sorted(states.CLAIMABLE)),
                name="reviewable_rests_claimable",
            ),
            models.CheckConstraint(condition=Q(tier__in=Tier.values), name="reviewable_tier_known"),
            models.CheckConstraint(condition=Q(band__in=Band.values), name="reviewable_band_known"),
            models.CheckConstraint(
                condition=Q(state=ReviewState.CLAIMED, lease_token__isnull=False,
                            lease_started__isnull=False, lease_expires__isnull=False)
                | (~Q(state=ReviewState.CLAIMED) & Q(lease_token=None, claimed_by=None)),
                name="reviewable_lease_only_while_claimed",
            ),
            models.CheckConstraint(
                condition=Q(lease_expires=None)
                | Q(lease_expires__gte=models.F("lease_started")),
                name="reviewable_lease_ends_after_start",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(
                "tier", "due_first_look", models.F("score").desc(), "id",
                condition=Q(state__in=sorted(states.WAITING)), name="queue_riskiest_first",
            ),
            models.Index(
                fields=["tier", "opened_at"], condition=Q(state__in=sorted(states.WAITING)),
                name="queue_oldest_first",
            ),
            models.Index(
                fields=["conversation"], condition=Q(state__in=sorted(states.WAITING)),
                name="queue_by_conversation",
            ),
            models.Index(
                fields=["tier", "band", "author", "id"],
                condition=Q(state__in=sorted(states.WAITING)), name="queue_counted",
            ),
            models.Index(
                fields=["opened_at"], condition=Q(degraded=True), name="reviewables_unread"
            ),
            models.Index(fields=["author", "-opened_at"], name="reviewables_of_author"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} ({self.tier}, {self.state})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.categories = bits_of(self.reasons)
        super().save(*args, **kwargs)

    def access_facts(self) -> Facts:
        return Facts(Kind.REVIEWABLE, frozenset({Band(self.band)}), author_id=self.author_id)

    @property
    def due_at(self) -> datetime:
        """When the author can expect that somebody has looked."""
        return self.due_first_look

    @property
    def is_veiled(self) -> bool:
        """Severity first: the words show only when the moderator opens them."""
        return self.tier in VEILED

    @property
    def is_waiting(self) -> bool:
        return self.state in states.WAITING

    @property
    def is_appeal(self) -> bool:
        return ReviewState.APPEALED in (self.state, self.rest_state if self.is_claimed else "")

    @property
    def is_claimed(self) -> bool:
        return self.state == ReviewState.CLAIMED

    @property
    def is_held_now(self) -> bool:
        """Claimed, under a lease that has not run out."""
        return self.is_claimed and bool(self.lease_expires and self.lease_expires > timezone.now())

    def move(self, to: ReviewState) -> None:
        """Takes the row to another state and counts the version up; the caller saves.

        Raises IllegalTransition.
        """
        states.check_review(self.state, to)
        self.state = to
        self.version += 1
        if to != ReviewState.CLAIMED:
            self.claimed_by = None
            self.lease_token = self.lease_started = self.lease_expires = None
        if to in states.CLAIMABLE:
            self.rest_state = to
        if to in states.FINISHED:
            self.closed_at = timezone.now()

    def all_labels(self) -> list[str]:
        """Why it is here, in words, each once."""
        return list(dict.fromkeys(map(for_the_team, self.reasons)))


class Part(models.Model):
    """Somebody else with a part in an item, such as who facilitated a call: others decide it."""

    reviewable = models.ForeignKey(Reviewable, models.CASCADE, related_name="parts")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reviewable", "member"], name="one_part_in_an_item"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} had a part in {self.reviewable_id}"


class Flag(models.Model):
    """A report by a person. It may hold content; it never touches a person's rights."""

    class Concern(models.TextChoices):
        GUIDELINE = "guideline", "Breaks a guideline"
        WORRY = "worry", "I’m worried about this person"

    reviewable = models.ForeignKey(Reviewable, models.CASCADE, related_name="flags")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="flags_made"
    )
    concern = models.CharField(max_length=9, choices=Concern)
    rule = models.CharField(max_length=12, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["created_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reviewable", "reporter", "concern"],
                condition=Q(answered_at=None),
                name="flagged_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_concern_display()} on {self.reviewable_id}"

    @property
    def is_worry(self) -> bool:
        return self.concern == self.Concern.WORRY

    @property
    def rule_label(self) -> str:
        return str(Rule(self.rule).label) if self.rule in Rule.values else ""


class Skip(models.Model):
    """Somebody would rather not decide this one: from then on “next” passes it by for them.

    Without a `why` it was handed on, which nobody has to explain.
    """

    class Why(models.TextChoices):
        KNOWN = "known", "I know somebody in it"
        CLOSE = "close", "It is too close to home today"
        UNSURE = "unsure", "I am not sure, somebody else should look"
        LANGUAGE = "language", "I do not read this language well enough"
        OTHER = "other", "Another reason"

    reviewable = models.ForeignKey(Reviewable, models.CASCADE, related_name="skips")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="skips")
    why = models.CharField(max_length=8, choices=Why, blank=True)
    skipped_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["skipped_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reviewable", "by"], name="skipped_once"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} skipped {self.reviewable_id}"


class PullCount(models.Model):
    """How often “next” was asked for: every fifth pull serves the oldest."""

    name = models.CharField(max_length=20, primary_key=True)
    count = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.count}"


def lease_end(started: datetime, now: datetime, length: timedelta, cap: timedelta) -> datetime:
    """A lease grows by `length` at a time and never past its cap."""
    return min(now + length, started + cap)
