"""What is agreed to now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from community.consent import texts
from community.consent.models import Consent, Giver, Guardianship, Purpose
from community.members.models import Member, Word

CHOSEN = (Purpose.RESEARCH, Purpose.TRAINING)


def answers(of: Member | Guardianship, giver: Giver) -> QuerySet[Consent]:
    """All that was said, the latest first."""
    if isinstance(of, Guardianship):
        return Consent.objects.filter(guardianship=of)
    if giver == Giver.GUARDIAN:
        return Consent.objects.filter(guardianship__member=of)
    return Consent.objects.filter(member=of, giver=giver)


def holds(of: Member | Guardianship, purpose: Purpose, giver: Giver) -> bool:
    """Whether the latest answer of that giver is a yes; nobody's silence is."""
    latest = answers(of, giver).filter(purpose=purpose).first()
    return latest is not None and latest.given


def agreed(member: Member, purpose: Purpose) -> bool:
    """Whether research or training may use what comes from the member: their own yes and, while a
    guardian answers for them, the guardian's as well.
    """
    if member.word == Word.TAKEN_BACK or not holds(member, purpose, Giver.OWN):
        return False
    return member.word != Word.GUARDIAN or holds(member, purpose, Giver.GUARDIAN)


def choices_of(of: Member | Guardianship, giver: Giver) -> dict[str, bool]:
    return {str(purpose): holds(of, purpose, giver) for purpose in CHOSEN}


@dataclass(frozen=True)
class Promise:
    """A member's yes to the comfort agreement. rules: its words; None for one that is lost."""

    at: datetime
    rules: texts.Agreement | None
    is_current: bool

    def new_in(self, rules: texts.Agreement) -> frozenset[str]:
        """Lines that were not in what they said yes to. Empty when those words are lost."""
        if self.rules is None:
            return frozenset()
        return frozenset(rules.lines + rules.limits) - {*self.rules.lines, *self.rules.limits}


def promise_of(member: Member) -> Promise | None:
    """The latest; None for an account that was made at the machine and never asked."""
    said = answers(member, Giver.OWN).filter(purpose=Purpose.AGREEMENT).first()
    if said is None:
        return None
    current = said.version == texts.agreement_version(member.age_band)
    return Promise(said.at, texts.agreement_of(said.version), current)


@dataclass(frozen=True)
class Said:
    """One answer, with the words it was given to."""

    what: str
    given: bool
    at: datetime
    method: str
    version: str
    words: str


def said(guardianship: Guardianship) -> list[Said]:
    """What the guardian agreed to and took back, the latest first, in the words of then."""
    found = []
    for one in answers(guardianship, Giver.GUARDIAN):
        text = texts.of_version(one.version)
        words = text.words(one.purpose, "guardian") if text else ""
        found.append(
            Said(one.get_purpose_display(), one.given, one.at, one.method, one.version, words)
        )
    return found
