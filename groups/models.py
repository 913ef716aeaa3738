"""Groups, who is in them, what they agreed to, and when they meet."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from community.access import Facts, Kind
from community.members.bands import Band
from community.members.models import Member, known_time_zone
from groups.states import Entry, HostRole, LineState, MembershipState, SessionState

SMALLEST, LARGEST = 10, 12
DOORS_OPEN = timedelta(minutes=10)
OVERRUN = timedelta(minutes=30)
SETTING_UP = timedelta(hours=1)
ROOM_PREFIX = "session-"


class Group(models.Model):
    """People of one age band who meet by video, with facilitators."""

    name = models.CharField(max_length=80)
    description = models.TextField(help_text="What the group is about, in plain words.")
    band = models.CharField(max_length=5, choices=Band)
    capacity = models.PositiveSmallIntegerField(
        default=LARGEST, validators=[MinValueValidator(SMALLEST), MaxValueValidator(LARGEST)]
    )
    entry = models.CharField(max_length=7, choices=Entry, default=Entry.OPEN)
    time_zone = models.CharField(max_length=50, default="Europe/London", validators=[known_time_zone])
    rhythm = models.CharField(max_length=80, blank=True, help_text="For example: Tuesdays at 19:00.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(band__in=Band.values), name="group_band_known"),
            models.CheckConstraint(
                condition=Q(capacity__gte=SMALLEST, capacity__lte=LARGEST), name="group_stays_small"
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
    def by_request(self) -> bool:
        return self.entry == Entry.REQUEST

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
            joined=self.active_ids | self.waiting_ids,
            hosts=self.host_ids,
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

    class Meta:
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "member"], name="one_membership_a_group"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.group_id}: {self.state}"


class ComfortAgreement(models.Model):
    """What people promise each other. A new version asks everybody again.

    Without a group it holds for every group of its band that has none of its own.
    """

    group = models.ForeignKey(
        Group, models.CASCADE, null=True, blank=True, related_name="agreements"
    )
    band = models.CharField(max_length=5, choices=Band)
    version = models.PositiveIntegerField()
    text = models.TextField(help_text="One promise a line, in plain words.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "version"], name="agreement_version_of_group"),
            models.UniqueConstraint(
                fields=["band", "version"],
                condition=Q(group=None),
                name="agreement_version_of_band",
            ),
        ]

    def __str__(self) -> str:
        return f"Comfort agreement, version {self.version}"

    @property
    def promises(self) -> list[str]:
        return [line.strip() for line in self.text.splitlines() if line.strip()]


class Acceptance(models.Model):
    """A member said yes to one version of an agreement."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="acceptances")
    agreement = models.ForeignKey(ComfortAgreement, models.PROTECT, related_name="acceptances")
    accepted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "agreement"], name="accepted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} accepted {self.agreement_id}"


class Session(models.Model):
    """One meeting of a group."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="sessions")
    title = models.CharField(max_length=100)
    agenda = models.TextField(blank=True, help_text="One point a line.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=SessionState, default=SessionState.SCHEDULED)

    class Meta:
        ordering: ClassVar = ["starts_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["group", "ends_at"], name="sessions_of_group")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start"
            ),
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
        return self.state_now is SessionState.CLOSED

    @property
    def can_open_at(self) -> datetime:
        """From when a facilitator may open the room."""
        return self.starts_at - SETTING_UP

    @property
    def can_be_opened(self) -> bool:
        return self.can_open_at <= timezone.now() and not self.is_over

    @property
    def points(self) -> list[str]:
        return [line.strip() for line in self.agenda.splitlines() if line.strip()]

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
        removed = set(self.session.removals.values_list("member_id", flat=True))
        return Facts(
            facts.kind,
            facts.bands,
            state=facts.state,
            joined=facts.joined - removed,
            hosts=facts.hosts - removed,
            accepted=facts.accepted,
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


class ChatLine(models.Model):
    """One line of the chat beside the video. `seq` counts lines as they are published."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="lines")
    member = models.ForeignKey(Member, models.CASCADE, related_name="chat_lines")
    text = models.TextField(max_length=1000)
    html = models.TextField(editable=False)
    state = models.CharField(max_length=17, choices=LineState)
    seq = models.PositiveIntegerField(null=True, blank=True)
    verdict = models.JSONField(default=dict, blank=True)
    key = models.CharField(max_length=36, blank=True, help_text="Makes sending again harmless.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["seq", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "seq"], name="chat_lines_counted_once"),
            models.UniqueConstraint(
                fields=["session", "member", "key"], condition=~Q(key=""), name="chat_line_sent_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=LineState.PUBLISHED) | Q(seq__isnull=False),
                name="published_lines_are_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"Chat line {self.pk}"

    def access_facts(self) -> Facts:
        return Facts(
            Kind.CHAT_LINE,
            frozenset({self.session.group.age_band}),
            author_id=self.member_id,
            state=self.state,
        )


class Removal(models.Model):
    """Somebody was taken out of a session. It holds until that session is over."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="removals")
    member = models.ForeignKey(Member, models.CASCADE, related_name="removals")
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=280, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "member"], name="removed_once_a_session"),
            models.CheckConstraint(condition=~Q(member=F("by")), name="removed_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} removed from session {self.session_id}"


class Signal(models.Model):
    """A private word to the facilitators: asked for by the person, or raised by what they wrote."""

    class Why(models.TextChoices):
        WORD = "word", "asks for a word"
        CARE = "care", "may need support"

    session = models.ForeignKey(Session, models.CASCADE, related_name="signals")
    member = models.ForeignKey(Member, models.CASCADE, related_name="signals")
    why = models.CharField(max_length=4, choices=Why)
    created_at = models.DateTimeField(default=timezone.now)
    seen_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.member_id} {self.get_why_display()}"


def agreement_in_force(group: Group) -> ComfortAgreement | None:
    """The newest of the group's own agreements, or else of its band's."""
    own = ComfortAgreement.objects.filter(group=group).first()
    return own or ComfortAgreement.objects.filter(group=None, band=group.band).first()


def accepted_ids(group: Group, among: frozenset[int]) -> frozenset[int]:
    """Who, of those people, accepted the agreement in force."""
    agreement = agreement_in_force(group)
    if agreement is None or not among:
        return frozenset()
    accepted = Acceptance.objects.filter(agreement=agreement, member_id__in=among)
    return frozenset(accepted.values_list("member_id", flat=True))
