"""Whoever had gone and came back with a backup goes once more."""

from __future__ import annotations

from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from community.members.models import Member
from community.rights.actions.holding import is_held
from community.rights.actions.leaving import carry_out, close
from community.rights.ledger import Noted
from community.rights.models import Departure


class Again(StrEnum):
    """What became of one line of the file, as the operator reads it."""

    DELETED = "deleted again"
    CLOSED = "closed, and deleted once nothing has to be kept"
    GONE = "gone already"
    UNKNOWN = "not in this backup"


def would_delete_again(one: Noted) -> Again:
    """What `delete_again` would do, and does nothing."""
    member = Member.objects.filter(pk=one.member).first()
    if member is None:
        return Again.UNKNOWN
    if member.gone_at is not None:
        return Again.GONE
    if not one.is_of(member):
        return Again.UNKNOWN
    return Again.CLOSED if is_held(member) else Again.DELETED


@transaction.atomic
def delete_again(one: Noted) -> Again:
    """Without a letter: they had their last one, and their receipt holds."""
    outcome = would_delete_again(one)
    if outcome in {Again.GONE, Again.UNKNOWN}:
        return outcome
    departure, _ = Departure.objects.update_or_create(
        member_id=one.member,
        cancelled_at=None,
        done_at=None,
        defaults={"keep_words": one.keep_words, "due_at": timezone.now()},
    )
    if outcome == Again.CLOSED:
        close(departure, tell=False)
    else:
        carry_out(departure, tell=False)
    return outcome
