"""Keep somebody away, and let them near again."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from community.access import Verb
from community.access.http import require
from community.members.models import Member
from community.realtime.actions import access_changed
from community.safety.models import Distance


@transaction.atomic
def keep_away(member: Member, other: Member, kind: str) -> Distance:
    """Blocks or mutes. The other one is told nothing, and nothing tells them.

    Raises PermissionDenied for somebody whom the member cannot see, or ValidationError.
    """
    if other == member:
        raise ValidationError("This is you.")
    require(member, Verb.SEE, other)
    made, _ = Distance.objects.update_or_create(
        member=member, other=other, defaults={"kind": Distance.Kind(kind)}
    )
    _settle(member, other)
    return made


@transaction.atomic
def let_near(member: Member, other: Member) -> None:
    Distance.objects.filter(member=member, other=other).delete()
    _settle(member, other)


def _settle(member: Member, other: Member) -> None:
    """Pages that are open, of both, ask again whom they show as being here."""
    member.keeps_distance = Distance.objects.filter(member=member).exists()
    member.save(update_fields=["keeps_distance"])
    member.__dict__.pop("kept_away", None)
    access_changed(member.pk)
    access_changed(other.pk)
