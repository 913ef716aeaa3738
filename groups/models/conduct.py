"""What somebody reported about a call. Nothing of a call is kept, so this holds no words of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.access import Facts, Kind
from community.members.models import Member
from groups.models.sessions import Attendance, Session
from groups.states import CONDUCT_MOVES, ConductState
from moderation.content import IllegalTransition


class Conduct(models.Model):
    """How one person was in a call, or how the meeting went, once somebody reported it.

    member: whom it is about; of a whole meeting, who answers for it: its first facilitator. took:
    the state of the place, or of the meeting, that a decision took away and an appeal gives back.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="conducts")
    member = models.ForeignKey(Member, models.CASCADE, related_name="conducts")
    whole = models.BooleanField(default=False, help_text="About the meeting, not the person.")
    state = models.CharField(
        max_length=17, choices=ConductState, default=ConductState.NOTHING_FOLLOWED
    )
    took = models.CharField(max_length=10, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=ConductState.values), name="conduct_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{'The meeting' if self.whole else self.member_id} in session {self.session_id}"

    def move(self, to: ConductState) -> None:
        """The caller saves. Raises IllegalTransition."""
        if to not in CONDUCT_MOVES[ConductState(self.state)]:
            raise IllegalTransition(f"What is {self.state} cannot become {to}.")
        self.state = to

    def access_facts(self) -> Facts:
        """joined: who is in the group or was in the room, and can say how it was."""
        group = self.session.group
        came = Attendance.objects.filter(session=self.session_id).values_list("member", flat=True)
        return Facts(
            Kind.CONDUCT,
            frozenset({group.age_band}),
            author_id=self.member_id,
            joined=group.active_ids | frozenset(came),
            hosts=group.host_ids,
            place=f"group:{group.pk}",
            audiences=group.audiences,
        )
