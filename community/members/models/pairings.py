"""Who looks after whom: a peer mentor and a member, for a time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from community.access.facts import Facts, Kind
from community.members.bands import Band

if TYPE_CHECKING:
    from community.members.models.accounts import Member


class PairingQuerySet(models.QuerySet["Pairing"]):
    def standing(self, at: datetime | None = None) -> PairingQuerySet:
        """Not ended, and not over by themselves."""
        return self.filter(ended_at=None, until__gt=at or timezone.now())

    def overlapping(self, since: Any) -> PairingQuerySet:
        """Those that held at some time since then: a moment, or an expression for one."""
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=since), until__gt=since)


class Pairing(models.Model):
    """A mentor looks after a member until a day. It is ended and never rewritten, so that who
    looked after somebody when can be told later.
    """

    class End(models.TextChoices):
        ASKED = "asked", "The member asked for another"
        MOVED = "moved", "Somebody else took over"
        CLOSED = "closed", "It came to its end"
        LAPSED = "lapsed", "It ended by itself"

    member = models.ForeignKey("members.Member", models.CASCADE, related_name="+")
    mentor = models.ForeignKey("members.Member", models.CASCADE, related_name="+")
    band = models.CharField(max_length=5, choices=Band)
    made_by = models.ForeignKey("members.Member", models.SET_NULL, null=True, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "members.Member", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    how = models.CharField(max_length=6, choices=End, blank=True)

    objects = PairingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-since", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(member=F("mentor")), name="nobody_mentors_self"),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="pairing_has_a_time"),
            models.CheckConstraint(
                condition=Q(ended_at=None, how="") | Q(ended_at__isnull=False) & ~Q(how=""),
                name="pairing_says_how_it_ended",
            ),
            models.UniqueConstraint(
                fields=["member"], condition=Q(ended_at=None), name="one_mentor_at_a_time"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["mentor", "ended_at"], name="pairings_of_mentor"),
        ]

    def __str__(self) -> str:
        return f"{self.mentor_id} looks after {self.member_id}"

    @property
    def is_standing(self) -> bool:
        """Somebody who changed bands, or whose account is frozen, is looked after by nobody here:
        what was agreed was agreed on one side of the wall.
        """
        fits = self.member.age_band == self.band and not self.member.is_frozen
        here = self.member.is_active and self.mentor.is_active
        return fits and here and self.ended_at is None and self.until > timezone.now()

    def access_facts(self) -> Facts:
        return Facts(
            Kind.PAIRING,
            frozenset({Band(self.band)}),
            author_id=self.member_id,
            hosts=frozenset({self.mentor_id}),
            state="standing" if self.is_standing else "ended",
            audiences=self.member.audiences,
        )

    @classmethod
    def between(cls, member: Member, mentor: Member, until: datetime) -> Pairing:
        """One that is not made yet: to ask the policy whether it may be."""
        return cls(member=member, mentor=mentor, band=member.age_band, until=until)
