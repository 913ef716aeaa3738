"""An account goes: asked for, thought over, carried out, and written down without a name."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from community.members.models import Member
from community.notices.actions import notify
from community.personal import Line, holdings, sweeps
from community.realtime.actions import access_changed
from community.rights import ledger, wording
from community.rights.actions.holding import is_held
from community.rights.actions.receipts import in_full, write_receipt
from community.rights.models import Departure, Receipt
from moderation.actions import record

log = logging.getLogger(__name__)


class NotAsPlanned(Exception):
    """What was done is not what the dry run said. Everything is as it was before."""


def dry_run(member: Member, *, keep_words: bool) -> list[Line]:
    """What `carry_out` would do if it ran now, and does nothing."""
    return [line for holding in holdings() for line in holding.plan(member.pk, keep_words)]


@transaction.atomic
def ask_to_leave(member: Member, *, keep_words: bool) -> Departure:
    """From now on the days count in which the member may stay after all."""
    if Departure.objects.filter(member=member, cancelled_at=None, done_at=None).exists():
        raise ValidationError("You have asked for this already.")
    due = timezone.now() + timedelta(days=settings.DELETION_GRACE_DAYS)
    departure = Departure.objects.create(member=member, keep_words=keep_words, due_at=due)
    record(member, "departure.asked", f"member:{member.pk}", band=member.age_band)
    title, body = wording.asked(departure)
    notify(member, kind="departure", title=title, body=body, link="/me/data/")
    _write(_addresses(member), wording.letter_asked(departure))
    return departure


@transaction.atomic
def stay(member: Member) -> bool:
    """The member stays. False when there was nothing to take back."""
    waiting = Departure.objects.select_for_update().filter(
        member=member, cancelled_at=None, done_at=None, closed_at=None
    )
    if not waiting.update(cancelled_at=timezone.now()):
        return False
    record(member, "departure.cancelled", f"member:{member.pk}", band=member.age_band)
    _write(_addresses(member), wording.letter_stayed())
    return True


def advance(now: datetime) -> int:
    """Carries out what is due. Of somebody of whom something must be kept, only the door closes."""
    due = Departure.objects.filter(cancelled_at=None, done_at=None, due_at__lte=now)
    return sum(_settle(pk) for pk in due.values_list("pk", flat=True))


def _settle(pk: int) -> bool:
    try:
        with transaction.atomic():
            departure = Departure.objects.select_for_update().select_related("member").get(pk=pk)
            if not departure.waits:
                return False
            if is_held(departure.member):
                return close(departure)
            carry_out(departure)
            return True
    except (NotAsPlanned, OSError):
        log.exception("departure %s was not carried out", pk)
        return False


def close(departure: Departure, *, tell: bool = True) -> bool:
    """Shuts the account of somebody of whom something must be kept. False if it was shut already.

    tell: whether they get a letter.
    """
    if departure.closed_at is not None:
        return False
    member = departure.member
    departure.closed_at = timezone.now()
    departure.save(update_fields=["closed_at"])
    Member.objects.filter(pk=member.pk).update(is_active=False)
    access_changed(member.pk)
    record(None, "departure.closed", f"member:{member.pk}", band=member.age_band)
    if tell:
        _write(_addresses(member), wording.letter_closed())
    return True


@transaction.atomic
def carry_out(departure: Departure, *, tell: bool = True) -> Receipt:
    """Deletes, empties and unnames what the dry run says, no more and no less.

    tell: whether they get a last letter. Raises NotAsPlanned, and OSError when it cannot be noted
    for the day on which a backup brings them back.
    """
    member, keep = departure.member, departure.keep_words
    addresses, name, band = _addresses(member), member.display_name, member.age_band
    noted = ledger.noted_of(member, keep_words=keep)
    planned = dry_run(member, keep_words=keep)
    done = [line for holding in holdings() for line in holding.go(member.pk, keep)]
    _compare(planned, done)
    for sweep in sweeps():
        for address in addresses:
            sweep(member.pk, name, address)
    Departure.objects.filter(pk=departure.pk).update(done_at=timezone.now())
    receipt = write_receipt(done)
    record(None, "departure.done", f"member:{member.pk}", {"receipt": receipt.number}, band=band)
    if tell:
        _write(addresses[:1], wording.letter_done(in_full(receipt)))
    ledger.note(noted)
    return receipt


def _compare(planned: list[Line], done: list[Line]) -> None:
    differing = Counter(_known(planned)) - Counter(_known(done))
    differing += Counter(_known(done)) - Counter(_known(planned))
    if differing:
        raise NotAsPlanned(", ".join(sorted(str(line) for line in differing)))


def _known(lines: list[Line]) -> list[tuple[str, str, int]]:
    return [(line.title, str(line.how), line.count) for line in lines]


def _addresses(member: Member) -> list[str]:
    """The one that signs in first."""
    others = EmailAddress.objects.filter(user=member).values_list("email", flat=True)
    return list(dict.fromkeys([member.email, *others]))


def _write(addresses: list[str], letter: tuple[str, str]) -> None:
    subject, body = letter
    prefixed = f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{subject}"
    transaction.on_commit(
        lambda: [send_mail(prefixed, body, None, [to], fail_silently=True) for to in addresses]
    )
