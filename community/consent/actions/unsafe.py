"""For whom asking a guardian would be a risk: two of the safeguarding team decide."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from community.consent import codes, letters
from community.consent.actions.choosing import write_down
from community.consent.models import Asking, AskingState, Giver, Purpose
from community.consent.signals import asked_alone
from community.members import actions as members
from community.members.bands import band_for, today
from community.members.models import Member, Word

CODE_LASTS = timedelta(days=30)
METHOD = "two people of the safeguarding team"
MOST_WAITING = 2


@transaction.atomic
def ask_from_outside(email: str, words: str, born: date) -> None:
    """Keeps an address to answer to, what they wrote, and a digest of the date of birth."""
    band = band_for(born, today())
    waiting = Asking.objects.filter(email__iexact=email, state=AskingState.WAITING)
    if band is None or waiting.count() >= MOST_WAITING:
        return
    nonce = codes.new_nonce()
    asking = Asking.objects.create(
        email=email.lower(), words=words, band=band, nonce=nonce,
        mark=codes.mark(nonce, born),
    )  # fmt: skip
    asked_alone.send(Asking, asking=asking)


@transaction.atomic
def ask_as_member(member: Member, words: str) -> None:
    """Somebody whose guardian took consent back. Raises ValidationError when they wait already."""
    if member.word != Word.TAKEN_BACK:
        raise ValidationError("Your account is open.")
    asking, is_new = Asking.objects.get_or_create(
        member=member, state=AskingState.WAITING, defaults={"words": words, "band": member.band}
    )
    if not is_new:
        raise ValidationError("The team has your words already.")
    asked_alone.send(Asking, asking=asking)


@transaction.atomic
def let_take_part(asking: Asking) -> None:
    """Two have agreed. A member is back at once; somebody outside gets a code."""
    _decide(asking, AskingState.AGREED)
    if asking.member is not None:
        write_down(asking.member, Purpose.SERVICE, True, giver=Giver.TEAM, method=METHOD)
        members.take_part_on(asking.member, Word.TEAM)
        letters.write(asking.member.email, "open_again")
        return
    code = codes.new_code()
    asking.code, asking.code_expires_at = codes.digest(code), timezone.now() + CODE_LASTS
    asking.words = ""
    asking.save(update_fields=["code", "code_expires_at", "words"])
    letters.write(asking.email, "code", code=code, until=asking.code_expires_at)


@transaction.atomic
def decline(asking: Asking) -> None:
    """They hear it kindly, with who can help. What they wrote goes."""
    _decide(asking, AskingState.DECLINED)
    letters.write(asking.member.email if asking.member else asking.email, "not_without")
    asking.words = ""
    asking.save(update_fields=["words"])


def agreed_by_team(code: str, born: date) -> Asking | None:
    digest = codes.digest(code)
    if not digest:
        return None
    found = Asking.objects.filter(code=digest, code_expires_at__gt=timezone.now()).first()
    return found if found and codes.fits(found.mark, found.nonce, born) else None


@transaction.atomic
def use_code(asking: Asking, member: Member) -> None:
    """The account is made: the address and the digests go."""
    asking.member, asking.email, asking.code, asking.mark, asking.nonce = member, "", "", "", ""
    asking.code_expires_at = None
    asking.save()
    write_down(member, Purpose.SERVICE, True, giver=Giver.TEAM, method=METHOD)


def _decide(asking: Asking, state: AskingState) -> None:
    if asking.state != AskingState.WAITING:
        raise ValidationError("This was decided meanwhile.")
    asking.state, asking.decided_at = state, timezone.now()
    asking.save(update_fields=["state", "decided_at"])
