"""Saying yes and no, and what follows at once."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from community.consent import texts
from community.consent.models import Consent, Giver, Guardianship, Purpose
from community.consent.queries import holds
from community.consent.signals import consent_written
from community.members import actions as members
from community.members.consent_ages import agrees_alone
from community.members.models import Member, Word

CHOSEN = (Purpose.RESEARCH, Purpose.TRAINING)


def write_down(
    of: Member | Guardianship, purpose: Purpose, given: bool, *, giver: Giver, method: str
) -> Consent:
    """Keeps one answer with the version of the words that it was given to."""
    about = {"member": of} if isinstance(of, Member) else {"guardianship": of}
    if purpose == Purpose.AGREEMENT and isinstance(of, Member):
        version = texts.agreement_version(of.age_band)
    else:
        version = texts.in_force().version
    consent = Consent.objects.create(
        purpose=purpose, given=given, giver=giver, method=method, version=version, **about
    )
    consent_written.send(Consent, consent=consent)
    return consent


@transaction.atomic
def choose(
    of: Member | Guardianship, choices: Mapping[Purpose, bool], *, giver: Giver, method: str
) -> list[Consent]:
    """Keeps what changed of research and training; asking twice for the same writes nothing."""
    return [
        write_down(of, purpose, given, giver=giver, method=method)
        for purpose, given in choices.items()
        if purpose in CHOSEN and holds(of, purpose, giver) != given
    ]


@transaction.atomic
def start(member: Member, *, method: str) -> None:
    """What a new member said yes to when they joined."""
    write_down(member, Purpose.SERVICE, True, giver=Giver.OWN, method=method)
    write_down(member, Purpose.AGREEMENT, True, giver=Giver.OWN, method=method)


class AgreementChanged(ValidationError):
    """The comfort agreement is not the one any more that was read."""


@transaction.atomic
def agree_anew(member: Member, version: str, *, method: str) -> None:
    """A yes to the comfort agreement after it has changed. What was said before stays as it is.

    version: the one that was read. Raises AgreementChanged when another is in force.
    """
    if version != texts.agreement_version(member.age_band):
        raise AgreementChanged(
            "It has changed once more since you opened it. Please read it again."
        )
    write_down(member, Purpose.AGREEMENT, True, giver=Giver.OWN, method=method)


@transaction.atomic
def decide_alone(member: Member, *, method: str) -> None:
    """Somebody has come of age for this: their own yes takes the place of the guardian's.

    Raises ValidationError before that age.
    """
    if not agrees_alone(member.date_of_birth, member.country):
        raise ValidationError("A guardian still answers for you.")
    write_down(member, Purpose.SERVICE, True, giver=Giver.OWN, method=method)
    members.take_part_on(member, Word.OWN)


@transaction.atomic
def finish_guide(
    member: Member, *, keep_name: bool, choices: Mapping[Purpose, bool], method: str
) -> None:
    """A birthday's guide to its end: the person's own consent, the agreement, the new spaces.

    Raises ValidationError while the consent that they still need from somebody else is taken back.
    """
    alone = agrees_alone(member.date_of_birth, member.country)
    if member.word == Word.TAKEN_BACK and not alone:
        raise ValidationError("A guardian has to agree again first.")
    write_down(member, Purpose.SERVICE, True, giver=Giver.OWN, method=method)
    write_down(member, Purpose.AGREEMENT, True, giver=Giver.OWN, method=method)
    choose(member, choices, giver=Giver.OWN, method=method)
    members.enter_band(member, keep_name=keep_name)
    if alone:
        members.take_part_on(member, Word.OWN)
