"""What the policy is asked about before somebody writes to somebody."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists

from community.access import Facts, Kind
from community.members.models import Member
from forums.private.models import PLACE, Correspondence, Letterbox


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
            audiences=self.owner.audiences,
        )


def box_of(owner: Member, writer: Member) -> Box:
    """One query."""
    open_ones = Letterbox.objects.filter(is_open=True, member__in={owner.pk, writer.pk})
    return Box(owner, frozenset(open_ones.values_list("member", flat=True)))


def box_and_history(owner: Member, writer: Member) -> tuple[Box, bool]:
    """The box, and whether the two ever wrote to each other; in one query."""
    low, high = sorted((owner.pk, writer.pk))
    opened = [Letterbox.objects.filter(is_open=True, member=one) for one in (owner, writer)]
    wrote = Correspondence.objects.filter(one=low, other=high)
    asked = (*map(Exists, opened), Exists(wrote))
    *are_open, wrote_before = Member.objects.filter(pk=owner.pk).values_list(*asked).get()
    taking = {one.pk for one, is_open in zip((owner, writer), are_open, strict=True) if is_open}
    return Box(owner, frozenset(taking)), wrote_before
