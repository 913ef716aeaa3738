"""Who is there when: weekly shifts in the time of the place they are worked from, and covers."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from community.members.bands import today
from community.members.models import known_time_zone


class Duty(models.TextChoices):
    MODERATING = "moderating", "Reads the queue"
    ON_CALL = "on_call", "On call for crises, first"
    BACKUP = "backup", "On call for crises, second"


class Weekday(models.IntegerChoices):
    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


class Shift(models.Model):
    """The same hours every week. They are local, so they stay what they are across clock changes.

    An end at or before the start lies on the next day.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="shifts")
    duty = models.CharField(max_length=10, choices=Duty)
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    starts = models.TimeField()
    ends = models.TimeField()
    zone = models.CharField(max_length=50, validators=[known_time_zone])
    first_day = models.DateField(default=today)
    last_day = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["weekday", "starts", "duty", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(duty__in=Duty.values), name="shift_duty_known"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="shift_weekday_known"),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="shift_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_duty_display()}: {self.get_weekday_display()} {self.starts:%H:%M}"

    @property
    def ends_next_day(self) -> bool:
        return self.ends <= self.starts


class Cover(models.Model):
    """One day on which somebody else works a shift, or nobody does."""

    shift = models.ForeignKey(Shift, models.CASCADE, related_name="covers")
    day = models.DateField(help_text="The local day on which the shift begins.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="covers"
    )

    class Meta:
        ordering: ClassVar = ["day", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shift", "day"], name="shift_covered_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.shift_id} on {self.day}"
