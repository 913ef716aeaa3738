"""Demo: a 14-year-old who is here on a guardian's yes, and a guardian's letter to try."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction

from community.consent import actions, codes
from community.consent.models import Giver, Guardianship, Invitation, Purpose
from community.members.actions import take_part_on
from community.members.bands import today
from community.members.demo import DOMAIN, PASSWORD, members
from community.members.models import Member, Word

YOUNG, GUARDIAN = "Milo", f"guardian@{DOMAIN}"
ASKED = f"another.guardian@{DOMAIN}"
METHOD = "letter, and the young person's date of birth"


def born_of_asked() -> date:
    """What the letter that nobody answered yet asks for."""
    return date(today().year - 14, 1, 1)


@transaction.atomic
def load(say: Callable[[str], None]) -> None:
    """Run twice it adds nothing."""
    milo = members().get(YOUNG)
    if milo is not None and not Guardianship.objects.filter(member=milo).exists():
        _vouch(milo)
    if not Invitation.objects.filter(email=ASKED).exists():
        actions.invite(ASKED, born_of_asked())
    say("guardians: one who agreed, one whose letter waits in /outbox/")


def _vouch(milo: Member) -> None:
    nonce = codes.new_nonce()
    guardianship = Guardianship.objects.create(
        member=milo, email=GUARDIAN, passphrase=make_password(PASSWORD), nonce=nonce,
        mark=codes.mark(nonce, milo.date_of_birth),
    )  # fmt: skip
    actions.write_down(guardianship, Purpose.SERVICE, True, giver=Giver.GUARDIAN, method=METHOD)
    actions.start(milo, method="joined with an e-mail address")
    Member.objects.filter(pk=milo.pk).update(country="DE")
    take_part_on(Member.objects.get(pk=milo.pk), Word.GUARDIAN)
