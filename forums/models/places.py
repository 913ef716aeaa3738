"""Where people talk: spaces, each of one age band, and the conversations in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from community.access import Facts, Kind
from community.members.bands import Audience, Band
from forums.states import State

if TYPE_CHECKING:
    from community.members.models import Member

LONGEST_TITLE = 120
NAMELESS = "A former member"
TITLE_TAKEN_DOWN = "A conversation without its first post"


class Space(models.Model):
    """A room of the forum. It belongs to one age band and exists for nobody else."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    description = models.CharField(max_length=200, blank=True)
    band = models.CharField(max_length=5, choices=Band)
    audience = models.CharField(max_length=7, choices=Audience, default=Audience.MEMBERS)
    position = models.PositiveSmallIntegerField(default=0)
    archived = models.BooleanField(default=False, help_text="Can be read; nobody can write.")

    class Meta:
        ordering: ClassVar = ["position", "name"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(band__in=Band.values), name="space_band_known"),
            models.CheckConstraint(
                condition=Q(audience=Audience.MEMBERS)
                | Q(audience=Audience.CARERS, band=Band.ADULT),
                name="spaces_of_carers_are_for_adults",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forums:space", args=[self.slug])

    @property
    def age_band(self) -> Band:
        return Band(self.band)

    @property
    def audiences(self) -> frozenset[Audience]:
        return frozenset({Audience(self.audience)})

    @property
    def topic(self) -> str:
        return f"space:{self.slug}"

    @property
    def for_whom(self) -> str:
        adult = self.age_band is Band.ADULT
        return Audience(self.audience).readers if adult else self.age_band.audience

    @property
    def who_can_see(self) -> str:
        """Said before somebody writes."""
        if self.age_band is Band.ADULT:
            return f"Only {self.for_whom} in this community and the team can see this."
        return f"Only {self.for_whom} and the team can see this."

    @property
    def place(self) -> str:
        """How limits name it."""
        return f"space:{self.pk}"

    def access_facts(self) -> Facts:
        return Facts(
            Kind.SPACE, frozenset({self.age_band}), locked=self.archived, place=self.place,
            audiences=self.audiences,
        )  # fmt: skip


class Thread(models.Model):
    """A conversation. Its state follows its posts: it is seen when one of them is.

    last_seq counts every change that readers see, so that a page can ask for what it missed.
    """

    space = models.ForeignKey(Space, models.PROTECT, related_name="threads")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="threads_started"
    )
    title = models.CharField(max_length=LONGEST_TITLE)
    title_shown = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=State, default=State.SCREENING)
    created = models.DateTimeField(default=timezone.now)
    last_reply = models.DateTimeField(default=timezone.now)
    reply_count = models.PositiveIntegerField(default=0)
    last_seq = models.PositiveIntegerField(default=0)
    last_post_seq = models.PositiveIntegerField(default=0)
    nameless = models.BooleanField(default=False, help_text="As its first post.")
    locked = models.BooleanField(default=False)
    pinned = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="thread_state_known"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["space", "-pinned", "-last_reply", "-id"], name="threads_of_space"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("forums:thread", args=[self.space.slug, self.pk, self.slug])

    @property
    def slug(self) -> str:
        return (slugify(self.title) if self.title_shown else "")[:50].strip("-") or "conversation"

    @property
    def heading(self) -> str:
        """The title, unless it went with the post it stood over."""
        return self.title if self.title_shown else TITLE_TAKEN_DOWN

    def heading_for(self, reader: Member | None) -> str:
        """Authors always find their own words, so their own title too."""
        is_author = reader is not None and reader.pk == self.author_id
        return self.title if is_author else self.heading

    @property
    def topic(self) -> str:
        return f"thread:{self.pk}"

    @property
    def author_name(self) -> str:
        """Who other members read as the one who started it."""
        return NAMELESS if self.nameless else self.author.display_name

    def access_facts(self) -> Facts:
        return Facts(
            Kind.THREAD,
            frozenset({self.space.age_band}),
            author_id=self.author_id,
            state=self.state,
            locked=self.locked or self.space.archived,
            place=self.space.place,
            audiences=self.space.audiences,
        )
