"""What the policy is asked about before somebody writes to somebody."""

from __future__ import annotations

from dataclasses import dataclass

from community.access import Facts, Kind
from community.members.models import Member
from forums.private.models import PLACE, Letterbox


@dataclass(frozen=True)
class Box:
    """Somebody's letterbox, as the one who may write finds it. taking: ids of those of the two
    whose own is open.
    """

    owner: Member
    taking: frozenset[int]

    def access_facts(self) -> Facts:
        is_open = self.owner.pk in self.taking and self.owner.is_active and not self.owner.is_frozen
        return Facts(
            Kind.LETTERBOX,
            frozenset({self.owner.age_band}),
            author_id=self.owner.pk,
            state="open" if is_open else "closed",
            joined=self.taking,
            place=PLACE,
        )


def box_of(owner: Member, writer: Member) -> Box:
    """One query."""
    open_ones = Letterbox.objects.filter(is_open=True, member__in={owner.pk, writer.pk})
    return Box(owner, frozenset(open_ones.values_list("member", flat=True)))
