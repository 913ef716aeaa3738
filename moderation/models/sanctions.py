"""What follows for a person: a ladder from a kind word to a ban; and grave acts that take two."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from community.access.facts import Facts, Kind
from community.members.bands import Band
from community.members.models import Limit
from community.notices.models import Notice
from moderation import states
from moderation.models.decisions import Decision
from moderation.states import ProposalState


class Rung(models.TextChoices):
    """The ladder, from below."""

    NUDGE = "nudge", "A kind word"
    WARNING = "warning", "A warning"
    SLOW = "slow", "Slow mode"
    PREMODERATE = "premoderate", "A moderator reads first"
    MUTE = "mute", "No writing in this place"
    SUSPEND = "suspend", "A break from writing"
    BAN = "ban", "Account closed"


# A nudge is no strike: it asks, it does not warn.
STRIKES = frozenset(Rung) - {Rung.NUDGE}


class SanctionQuerySet(models.QuerySet["Sanction"]):
    def standing(self) -> SanctionQuerySet:
        """Neither lifted nor reversed; whether it still holds is another question."""
        return self.filter(lifted_at=None)


class Sanction(models.Model):
    """One step for one person, by one person, after a decision about what they wrote."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sanctions")
    decision = models.ForeignKey(Decision, models.CASCADE, related_name="sanctions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    rung = models.CharField(max_length=11, choices=Rung)
    interim = models.BooleanField(
        default=False, help_text="Until a second person has answered; lapses by itself."
    )
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    limit = models.OneToOneField(Limit, models.SET_NULL, null=True, blank=True, related_name="+")
    notice = models.ForeignKey(Notice, models.SET_NULL, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    told_over_at = models.DateTimeField(null=True, blank=True)

    objects = SanctionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-starts_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(rung__in=Rung.values), name="sanction_rung_known"),
            models.CheckConstraint(condition=~Q(by=F("member")), name="sanction_by_another"),
            models.CheckConstraint(
                condition=Q(rung__in=["nudge", "warning", "ban"], ends_at=None)
                | Q(
                    rung__in=["slow", "premoderate", "mute", "suspend"], ends_at__gt=F("starts_at")
                ),
                name="sanction_ends_if_it_is_a_limit",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["member", "-starts_at"], name="sanctions_of_member"),
            models.Index(
                fields=["ends_at"], condition=Q(lifted_at=None, told_over_at=None),
                name="sanctions_running_out",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_rung_display()} for {self.member_id}"

    @property
    def holds(self) -> bool:
        if self.lifted_at is not None:
            return False
        if self.ends_at is None:
            return self.rung == Rung.BAN
        return self.ends_at > timezone.now()

    @property
    def is_strike(self) -> bool:
        return self.rung in STRIKES and not self.interim and self.lifted_at is None


class Proposal(models.Model):
    """A grave act, proposed by one person and signed by another.

    Break-glass: done at once where waiting would do harm, and signed afterwards.
    """

    class Act(models.TextChoices):
        BAN = "ban", "Close the account for good"
        REVEAL = "reveal", "See who somebody is"
        SERVICES = "services", "Call the emergency services"
        GUARDIAN = "guardian", "Contact a guardian"
        POLICY = "policy", "Loosen a rule for youth"
        ROLE = "role", "Let somebody work near young people"
        TRIAL = "trial", "Try other thresholds for a week"
        ALONE = "alone", "Let a young person take part without a guardian"
        MENTOR = "mentor", "Take somebody on as a peer mentor"
        SWEEP = "sweep", "Take down many things at once"

    act = models.CharField(max_length=8, choices=Act)
    band = models.CharField(max_length=5, choices=Band)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    decision = models.ForeignKey(Decision, models.SET_NULL, null=True, blank=True, related_name="+")
    detail = models.JSONField(default=dict, blank=True)
    why = models.CharField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals")
    state = models.CharField(max_length=9, choices=ProposalState, default=ProposalState.AWAITING)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(help_text="Until when a second person has to answer.")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=1000, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=ProposalState.values), name="proposal_state_known"
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("by")),
                name="proposal_signed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "declined", "cosigned", "disputed"])
                | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="proposal_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(member=None) | ~Q(by=F("member")), name="proposal_not_about_oneself"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=["awaiting", "acted"]),
                name="proposals_waiting",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_act_display()} ({self.state})"

    def get_absolute_url(self) -> str:
        return reverse("moderation:proposal", args=[self.pk])

    def access_facts(self) -> Facts:
        about = frozenset({self.member_id}) if self.member_id else frozenset()
        return Facts(Kind.PROPOSAL, frozenset({Band(self.band)}), author_id=self.by_id, hosts=about)

    def move(self, to: ProposalState) -> None:
        """The caller saves. Raises IllegalTransition."""
        states.check_proposal(self.state, to)
        self.state = to
        self.version += 1

    @property
    def waits(self) -> bool:
        return self.state in states.PROPOSAL_WAITING

    @property
    def is_in_force(self) -> bool:
        return self.state in states.PROPOSAL_IN_FORCE


# Nobody waits for a signature where a life may depend on it.
BREAK_GLASS = frozenset({Proposal.Act.REVEAL, Proposal.Act.SERVICES, Proposal.Act.GUARDIAN})
