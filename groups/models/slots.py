"""When a group meets, as a rule, and the templates that groups are made from."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from community.access import Facts, Kind
from community.members.bands import Band
from groups.models.circles import LARGEST, SMALLEST, Group
from groups.recurrence import Rule
from groups.states import Entry, Shape

SHORTEST_MIN, LONGEST_MIN = 15, 240
RAREST_WEEKS = 4


class Weekday(models.IntegerChoices):
    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


class Slot(models.Model):
    """A weekday and a time on the group's own clocks. A group may have several: people come to
    the one that suits them.
    """

    group = models.ForeignKey(Group, models.CASCADE, related_name="slots")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    starts = models.TimeField()
    minutes = models.PositiveSmallIntegerField(
        default=60, validators=[MinValueValidator(SHORTEST_MIN), MaxValueValidator(LONGEST_MIN)]
    )
    every = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(RAREST_WEEKS)],
        help_text="Every so many weeks.",
    )
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["weekday", "starts", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="slot_on_a_weekday"),
            models.CheckConstraint(
                condition=Q(every__gte=1, every__lte=RAREST_WEEKS), name="slot_comes_again"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST_MIN, minutes__lte=LONGEST_MIN),
                name="slot_of_a_bearable_length",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.words} in group {self.group_id}"

    @property
    def words(self) -> str:
        """For example: Tuesdays at 19:00, or: every second Tuesday at 19:00."""
        day, clock = Weekday(self.weekday).label, f"{self.starts:%H:%M}"
        if self.every == 1:
            return f"{day}s at {clock}"
        return f"every {ORDINALS[self.every]} {day} at {clock}"

    @property
    def rule(self) -> Rule:
        return Rule(
            weekday=self.weekday,
            starts=self.starts,
            minutes=self.minutes,
            zone=self.group.time_zone,
            first_day=self.first_day,
            every=self.every,
            last_day=self.last_day,
        )


ORDINALS = {2: "second", 3: "third", 4: "fourth"}


class GroupTemplate(models.Model):
    """What a new group is made from: its words, its size and what each meeting is about."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    description = models.TextField(help_text="What such a group is about, in plain words.")
    band = models.CharField(max_length=5, choices=Band)
    shape = models.CharField(max_length=6, choices=Shape)
    entry = models.CharField(max_length=7, choices=Entry, default=Entry.OPEN)
    capacity = models.PositiveSmallIntegerField(
        default=LARGEST, validators=[MinValueValidator(SMALLEST), MaxValueValidator(LARGEST)]
    )
    minutes = models.PositiveSmallIntegerField(
        default=60, validators=[MinValueValidator(SHORTEST_MIN), MaxValueValidator(LONGEST_MIN)]
    )
    every = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(RAREST_WEEKS)]
    )
    agreement = models.TextField(
        blank=True, help_text="A comfort agreement of its own. Empty: that of the age band."
    )

    class Meta:
        ordering: ClassVar = ["band", "name"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(band__in=Band.values), name="template_band_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def age_band(self) -> Band:
        return Band(self.band)

    @property
    def is_cohort(self) -> bool:
        return self.shape == Shape.COHORT

    def access_facts(self) -> Facts:
        return Facts(Kind.GROUP_TEMPLATE, frozenset({self.age_band}))


class TemplateMeeting(models.Model):
    """What one meeting is about. In a cohort they follow each other, else they come in turn."""

    template = models.ForeignKey(GroupTemplate, models.CASCADE, related_name="meetings")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=100)
    agenda = models.TextField(
        blank=True, help_text="One point a line. Minutes may follow: Arriving | 5"
    )

    class Meta:
        ordering: ClassVar = ["order", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["template", "order"], name="meetings_in_an_order"),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.title}"
