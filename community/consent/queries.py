"""What is agreed to now."""

from __future__ import annotations

from community.consent.models import Consent, Giver, Purpose
from community.members.models import Member, Word


def holds(member: Member, purpose: Purpose, giver: Giver) -> bool:
    """Whether the latest answer of that giver is a yes; nobody's silence is."""
    latest = Consent.objects.filter(member=member, purpose=purpose, giver=giver).first()
    return latest is not None and latest.given


def agreed(member: Member, purpose: Purpose) -> bool:
    """Whether research or training may use what comes from the member: their own yes and, while a
    guardian answers for them, the guardian's as well.
    """
    if member.word == Word.TAKEN_BACK or not holds(member, purpose, Giver.OWN):
        return False
    return member.word != Word.GUARDIAN or holds(member, purpose, Giver.GUARDIAN)


def own_choices(member: Member) -> dict[Purpose, bool]:
    asked = (Purpose.RESEARCH, Purpose.TRAINING)
    return {purpose: holds(member, purpose, Giver.OWN) for purpose in asked}
