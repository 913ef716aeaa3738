"""Groups, who runs them and who is in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from community.access import Facts, Kind
from community.members.bands import Audience, Band
from community.members.models import Member, known_time_zone
from groups.states import Entry, HostRole, MembershipState, Phase, Shape

SMALLEST, LARGEST = 10, 12


class Group(models.Model):
    """People of one age band who meet by video, with facilitators."""

    name = models.CharField(max_length=80)
    description = models.TextField(help_text="What the group is about, in plain words.")
    band = models.CharField(max_length=5, choices=Band)
    audience = models.CharField(max_length=7, choices=Audience, default=Audience.MEMBERS)
    capacity = models.PositiveSmallIntegerField(
        default=LARGEST, validators=[MinValueValidator(SMALLEST), MaxValueValidator(LARGEST)]
    )
    entry = models.CharField(max_length=7, choices=Entry, default=Entry.OPEN)
    time_zone = models.CharField(
        max_length=50, default="Europe/London", validators=[known_time_zone]
    )
    rhythm = models.CharField(
        max_length=120, blank=True, help_text="For example: Tuesdays at 19:00."
    )
    shape = models.CharField(max_length=6, choices=Shape, default=Shape.OPEN)
    phase = models.CharField(max_length=7, choices=Phase, default=Phase.RUNNING)
    meetings = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many times a cohort meets. The last is the goodbye."
    )
    joins_until = models.DateField(
        null=True, blank=True, help_text="The last day on which a cohort that meets takes people."
    )
    plan = models.JSONField(
        default=list, blank=True, help_text="Titles and agendas, as the template had them."
    )
    planned_until = models.DateField(
        null=True, blank=True, editable=False, help_text="How far its slots have become meetings."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(band__in=Band.values), name="group_band_known"),
            models.CheckConstraint(
                condition=Q(audience=Audience.MEMBERS)
                | Q(audience=Audience.CARERS, band=Band.ADULT),
                name="groups_of_carers_are_for_adults",
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=SMALLEST, capacity__lte=LARGEST), name="group_stays_small"
            ),
            models.CheckConstraint(
                condition=Q(shape=Shape.OPEN) | Q(meetings__gte=1), name="cohort_meets_and_parts"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("group", args=[self.pk])

    @property
    def age_band(self) -> Band:
        return Band(self.band)

    @property
    def audiences(self) -> frozenset[Audience]:
        return frozenset({Audience(self.audience)})

    @property
    def for_whom(self) -> str:
        """How those who may join are named in a sentence."""
        adult = self.age_band is Band.ADULT
        return Audience(self.audience).readers if adult else self.age_band.audience

    @property
    def summary(self) -> str:
        """The first paragraph of the description."""
        return self.description.split("\n\n", 1)[0].strip()

    @property
    def by_request(self) -> bool:
        return self.entry == Entry.REQUEST

    @property
    def is_cohort(self) -> bool:
        return self.shape == Shape.COHORT

    @property
    def is_forming(self) -> bool:
        return self.phase == Phase.FORMING

    @property
    def has_ended(self) -> bool:
        return self.phase == Phase.CLOSED

    def today(self) -> date:
        """What day it is where the group meets."""
        return datetime.now(ZoneInfo(self.time_zone)).date()

    @property
    def takes_people(self) -> bool:
        """A cohort that has found itself stays as it is; a group that ended takes nobody."""
        if self.has_ended:
            return False
        return self.joins_until is None or self.today() <= self.joins_until

    @property
    def active_ids(self) -> frozenset[int]:
        """Ids of the members; read from prefetched memberships where they are at hand."""
        return self._ids_in(MembershipState.ACTIVE)

    @property
    def waiting_ids(self) -> frozenset[int]:
        return self._ids_in(MembershipState.WAITING)

    @property
    def host_ids(self) -> frozenset[int]:
        return frozenset(host.member_id for host in self.hosts.all())

    @property
    def places_left(self) -> int:
        return max(0, self.capacity - len(self.active_ids))

    def _ids_in(self, state: MembershipState) -> frozenset[int]:
        return frozenset(m.member_id for m in self.memberships.all() if m.state == state)

    def access_facts(self) -> Facts:
        return Facts(
            Kind.GROUP,
            frozenset({self.age_band}),
            locked=not self.takes_people,
            joined=self.active_ids | self.waiting_ids,
            hosts=self.host_ids,
            kept_out=self._ids_in(MembershipState.REMOVED),
            audiences=self.audiences,
        )


class GroupHost(models.Model):
    """An adult of the team who runs the group."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="hosts")
    member = models.ForeignKey(Member, models.CASCADE, related_name="hosted")
    role = models.CharField(max_length=14, choices=HostRole, default=HostRole.FACILITATOR)

    class Meta:
        ordering: ClassVar = ["-role", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "member"], name="hosts_a_group_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} of {self.group_id}: {self.member_id}"


class Membership(models.Model):
    """One person in one group; the order on the waiting list is the order of asking."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships")
    member = models.ForeignKey(Member, models.CASCADE, related_name="memberships")
    state = models.CharField(max_length=7, choices=MembershipState)
    asked_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    remind = models.BooleanField(default=True, help_text="Whether we remind them of meetings.")

    class Meta:
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "member"], name="one_membership_a_group"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.group_id}: {self.state}"
