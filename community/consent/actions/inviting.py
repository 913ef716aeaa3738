"""Asking a guardian. Until they have agreed, nothing of the young person is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from community.consent import codes, letters
from community.consent.actions.choosing import choose, write_down
from community.consent.models import Giver, Guardianship, Invitation, Purpose
from community.members.models import Member

INVITATION_LASTS = timedelta(days=14)
CODE_LASTS = timedelta(days=30)
MOST_OPEN = 3
MOST_TRIES = 5
METHOD = "letter, and the young person's date of birth"


@dataclass(frozen=True)
class Asked:
    """An invitation as its letter carries it."""

    invitation: Invitation
    nonce: str
    mark: str

    def is_of(self, born: date) -> bool:
        """Counts as a try; after a few wrong ones the letter opens nothing more."""
        if codes.fits(self.mark, self.nonce, born):
            return True
        Invitation.objects.filter(pk=self.invitation.pk).update(tries=F("tries") + 1)
        return False


@transaction.atomic
def invite(email: str, born: date) -> None:
    """Writes to a guardian. An address that was asked a few times already gets no more letters."""
    now = timezone.now()
    lately = Invitation.objects.filter(email__iexact=email, expires_at__gt=now)
    if lately.count() >= MOST_OPEN:
        return
    invitation = Invitation.objects.create(email=email.lower(), expires_at=now + INVITATION_LASTS)
    nonce = codes.new_nonce()
    token = codes.invitation_token(invitation.pk, nonce, codes.mark(nonce, born))
    letters.write(
        invitation.email, "asked", link=reverse("guardian_asked", args=[token]),
        until=invitation.expires_at,
    )  # fmt: skip


def asked(token: str) -> Asked | None:
    """None for a link that is broken, too old, answered, or was guessed at too often."""
    read = codes.read_invitation(token)
    if read is None:
        return None
    pk, nonce, mark = read
    open_ones = Invitation.objects.filter(expires_at__gt=timezone.now(), tries__lt=MOST_TRIES)
    invitation = open_ones.filter(pk=pk).first()
    return Asked(invitation, nonce, mark) if invitation else None


@transaction.atomic
def agree(
    said: Asked, *, passphrase: str, choices: Mapping[Purpose, bool]
) -> tuple[Guardianship, str]:
    """The guardian says yes. Gives the code with which the young person joins."""
    code = codes.new_code()
    guardianship = Guardianship.objects.create(
        email=said.invitation.email, passphrase=make_password(passphrase),
        nonce=said.nonce, mark=said.mark,
        code=codes.digest(code), code_expires_at=timezone.now() + CODE_LASTS,
    )  # fmt: skip
    write_down(guardianship, Purpose.SERVICE, True, giver=Giver.GUARDIAN, method=METHOD)
    choose(guardianship, choices, giver=Giver.GUARDIAN, method=METHOD)
    said.invitation.delete()
    letters.write(
        guardianship.email, "agreed", code=code, until=guardianship.code_expires_at,
        link=reverse("guardian", args=[codes.guardian_token(guardianship.pk)]),
    )  # fmt: skip
    return guardianship, code


@transaction.atomic
def refuse(said: Asked) -> None:
    """The guardian says no: the invitation goes, and with it all that was kept."""
    said.invitation.delete()


def agreed_for(code: str, born: date) -> Guardianship | None:
    """The guardianship that the code belongs to, for somebody with that date of birth."""
    digest = codes.digest(code)
    if not digest:
        return None
    found = Guardianship.objects.filter(
        code=digest, member=None, code_expires_at__gt=timezone.now()
    ).first()
    return found if found and codes.fits(found.mark, found.nonce, born) else None


def attach(guardianship: Guardianship, member: Member) -> None:
    """The young person has made their account: the code is used up."""
    guardianship.member, guardianship.code = member, ""
    guardianship.code_expires_at = None
    guardianship.save(update_fields=["member", "code", "code_expires_at"])


def forget(now: datetime) -> int:
    """What nobody answered or used in time is deleted; says how much."""
    old, _ = Invitation.objects.filter(expires_at__lte=now).delete()
    unused, _ = Guardianship.objects.filter(member=None, code_expires_at__lte=now).delete()
    return old + unused
