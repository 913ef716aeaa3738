"""When a group meets, its room, and who was in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from community.access import Facts, Kind
from community.members.models import Member
from groups.models.agreements import accepted_ids
from groups.models.circles import Group
from groups.models.slots import Slot
from groups.states import SessionState

DOORS_OPEN = timedelta(minutes=10)
OVERRUN = timedelta(minutes=30)
SETTING_UP = timedelta(hours=1)
ROOM_PREFIX = "session-"


@dataclass(frozen=True)
class Point:
    """One point of an agenda, and for how many minutes, if somebody said so."""

    words: str
    minutes: int | None = None

    def __str__(self) -> str:
        return self.words


def _point(line: str) -> Point:
    words, _, minutes = line.rpartition("|")
    if words.strip() and minutes.strip().isdecimal():
        return Point(words.strip(), int(minutes))
    return Point(line.strip())


class Session(models.Model):
    """One meeting of a group."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="sessions")
    title = models.CharField(max_length=100)
    agenda = models.TextField(blank=True, help_text="One point a line.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.SCHEDULED)
    slot = models.ForeignKey(
        Slot, models.SET_NULL, null=True, blank=True, related_name="sessions", editable=False
    )
    day = models.DateField(
        null=True, blank=True, editable=False, help_text="The day of the slot, on its own calendar."
    )
    is_goodbye = models.BooleanField(default=False, help_text="The last one: people say goodbye.")
    why_off = models.CharField(max_length=200, blank=True, help_text="Why it was called off.")

    class Meta:
        ordering: ClassVar = ["starts_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["group", "ends_at"], name="sessions_of_group"),
            models.Index(fields=["starts_at"], name="sessions_by_start"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start"
            ),
            models.UniqueConstraint(fields=["slot", "day"], name="one_session_a_slot_and_day"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("session", args=[self.group_id, self.pk])

    @property
    def room_url(self) -> str:
        return reverse("room", args=[self.group_id, self.pk])

    @property
    def doors_open_at(self) -> datetime:
        return self.starts_at - DOORS_OPEN

    @property
    def doors_close_at(self) -> datetime:
        return self.ends_at + OVERRUN

    def state_at(self, now: datetime) -> SessionState:
        """The state that holds: doors open by the clock, ten minutes before the start."""
        if self.state == SessionState.CALLED_OFF:
            return SessionState.CALLED_OFF
        if self.state == SessionState.CLOSED or now > self.doors_close_at:
            return SessionState.CLOSED
        if self.state == SessionState.SCHEDULED and now >= self.doors_open_at:
            return SessionState.OPEN
        return SessionState(self.state)

    @property
    def state_now(self) -> SessionState:
        return self.state_at(timezone.now())

    @property
    def is_joinable(self) -> bool:
        return self.state_now in {SessionState.OPEN, SessionState.LIVE}

    @property
    def is_over(self) -> bool:
        return self.state_now in {SessionState.CLOSED, SessionState.CALLED_OFF}

    @property
    def is_called_off(self) -> bool:
        return self.state == SessionState.CALLED_OFF

    @property
    def can_open_at(self) -> datetime:
        """From when a facilitator may open the room."""
        return self.starts_at - SETTING_UP

    @property
    def can_be_opened(self) -> bool:
        return self.can_open_at <= timezone.now() and not self.is_over

    @property
    def points(self) -> list[Point]:
        return [_point(line) for line in self.agenda.splitlines() if line.strip()]

    def removed_now(self) -> models.QuerySet[Removal]:
        """Removals that hold at this moment."""
        return self.removals.filter(Q(until=None) | Q(until__gt=timezone.now()))

    def facts(self, kind: Kind) -> Facts:
        group = self.group
        joined = group.active_ids
        return Facts(
            kind,
            frozenset({group.age_band}),
            state=self.state_now,
            joined=joined,
            hosts=group.host_ids,
            accepted=accepted_ids(group, joined),
            audiences=group.audiences,
        )

    def access_facts(self) -> Facts:
        return self.facts(Kind.SESSION)


class Room:
    """The room of a session, as the policy is asked about it."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def name(self) -> str:
        """What the media plane calls it."""
        return f"{ROOM_PREFIX}{self.session.pk}"

    def access_facts(self) -> Facts:
        facts = self.session.facts(Kind.ROOM)
        removed = set(self.session.removed_now().values_list("member_id", flat=True))
        return Facts(
            facts.kind,
            facts.bands,
            state=facts.state,
            joined=facts.joined - removed,
            hosts=facts.hosts - removed,
            accepted=facts.accepted,
            place=f"group:{self.session.group_id}",
        )


class Attendance(models.Model):
    """One stay of one person in the room. Coming back makes another."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendance")
    member = models.ForeignKey(Member, models.CASCADE, related_name="attendance")
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["joined_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "member"], condition=Q(left_at=None), name="in_the_room_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in session {self.session_id}"


class Removal(models.Model):
    """Somebody was taken out of a session: until it is over, or for a while."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="removals")
    member = models.ForeignKey(Member, models.CASCADE, related_name="removals")
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=280, blank=True)
    until = models.DateTimeField(
        null=True, blank=True, help_text="From then on they may come back; empty: not today."
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "member"], name="removed_once_a_session"),
            models.CheckConstraint(condition=~Q(member=F("by")), name="removed_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} removed from session {self.session_id}"
