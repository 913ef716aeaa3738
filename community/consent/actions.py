"""Saying yes and no, and what follows at once."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from community.consent import texts
from community.consent.models import Consent, Giver, Purpose
from community.consent.queries import holds
from community.members import actions as members
from community.members.consent_ages import agrees_alone
from community.members.models import Member, Word

CHOSEN = (Purpose.RESEARCH, Purpose.TRAINING)


def write_down(
    member: Member, purpose: Purpose, given: bool, *, giver: Giver, method: str
) -> Consent:
    """Keeps one answer with the version of the words that it was given to."""
    if purpose == Purpose.AGREEMENT:
        version = texts.agreement_version(member.age_band)
    else:
        version = texts.in_force().version
    return Consent.objects.create(
        member=member, purpose=purpose, given=given, giver=giver, method=method, version=version
    )


@transaction.atomic
def choose(
    member: Member, choices: Mapping[Purpose, bool], *, giver: Giver, method: str
) -> list[Consent]:
    """Keeps what changed of research and training; asking twice for the same writes nothing."""
    return [
        write_down(member, purpose, given, giver=giver, method=method)
        for purpose, given in choices.items()
        if purpose in CHOSEN and holds(member, purpose, giver) != given
    ]


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
