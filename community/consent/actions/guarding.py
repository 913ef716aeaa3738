"""What a guardian does on their page: sees, changes, takes back, gives again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from community.consent import codes, letters
from community.consent.actions.choosing import choose, write_down
from community.consent.models import Consent, Giver, Guardianship, Purpose
from community.consent.queries import holds
from community.members import actions as members
from community.members.models import Word

MOST_TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
PASSPHRASE = "letter and passphrase"  # noqa: S105  a name of a way, not a secret
DATE_OF_BIRTH = "letter, and the young person's date of birth"


def send_links(email: str) -> None:
    """To each page of a guardian with that address; nobody learns whether there is one."""
    for guardianship in Guardianship.objects.filter(email__iexact=email)[:5]:
        link = reverse("guardian", args=[codes.guardian_token(guardianship.pk)])
        letters.write(guardianship.email, "link", link=link)


def knows(guardianship: Guardianship, passphrase: str) -> bool:
    """The second factor. After a few wrong tries the page stays shut for a while."""
    if guardianship.is_locked:
        return False
    return _settle(guardianship, check_password(passphrase, guardianship.passphrase))


def set_passphrase(guardianship: Guardianship, born: date, passphrase: str) -> bool:
    """For who forgot theirs: they know the date of birth instead, and a letter tells of it."""
    if guardianship.is_locked:
        return False
    fits = codes.fits(guardianship.mark, guardianship.nonce, born)
    if not _settle(guardianship, fits):
        return False
    with transaction.atomic():
        guardianship.passphrase = make_password(passphrase)
        guardianship.save(update_fields=["passphrase"])
        letters.write(guardianship.email, "new_passphrase")
    return True


def _settle(guardianship: Guardianship, right: bool) -> bool:
    row = Guardianship.objects.filter(pk=guardianship.pk)
    if right:
        row.update(tries=0, locked_until=None)
        return True
    row.update(tries=F("tries") + 1)
    row.filter(tries__gte=MOST_TRIES).update(tries=0, locked_until=timezone.now() + LOCKED_FOR)
    return False


@transaction.atomic
def change(
    guardianship: Guardianship, choices: Mapping[Purpose, bool], *, method: str
) -> list[Consent]:
    """Research and training, each by itself."""
    return choose(guardianship, choices, giver=Giver.GUARDIAN, method=method)


@transaction.atomic
def take_back(guardianship: Guardianship, *, method: str) -> None:
    """The account freezes at once: open pages and calls of the young person close."""
    guardianship = Guardianship.objects.select_for_update().get(pk=guardianship.pk)
    if not holds(guardianship, Purpose.SERVICE, Giver.GUARDIAN):
        return
    write_down(guardianship, Purpose.SERVICE, False, giver=Giver.GUARDIAN, method=method)
    nothing = dict.fromkeys((Purpose.RESEARCH, Purpose.TRAINING), False)
    choose(guardianship, nothing, giver=Giver.GUARDIAN, method=method)
    member = guardianship.member
    if member is not None and member.word == Word.GUARDIAN:
        members.take_part_on(member, Word.TAKEN_BACK)
        letters.write(member.email, "paused")
    letters.write(guardianship.email, "taken_back")


@transaction.atomic
def give_again(guardianship: Guardianship, *, method: str) -> None:
    """The account opens again as it was."""
    guardianship = Guardianship.objects.select_for_update().get(pk=guardianship.pk)
    if holds(guardianship, Purpose.SERVICE, Giver.GUARDIAN):
        return
    write_down(guardianship, Purpose.SERVICE, True, giver=Giver.GUARDIAN, method=method)
    member = guardianship.member
    if member is not None and member.word == Word.TAKEN_BACK:
        members.take_part_on(member, Word.GUARDIAN)
        letters.write(member.email, "open_again")
