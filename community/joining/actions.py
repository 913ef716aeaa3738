"""Coming in: which door somebody goes through, and what is kept when they have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from community.consent import actions as consent
from community.consent import letters
from community.consent.models import Asking, Guardianship
from community.joining import queries
from community.joining.gate import Answers
from community.joining.models import Admission, ReferralCode, Source, WaitingPlace
from community.members.bands import LOWEST_AGE, age_on, today
from community.members.consent_ages import agrees_alone
from community.members.models import Member, Word

OFFER_LASTS = timedelta(days=14)
METHOD = "joined with an e-mail address"
_salt = "community.joining.place"


class Door(Enum):
    NOT_YET = auto()
    GUARDIAN = auto()
    FULL = auto()
    ACCOUNT = auto()


class UnknownCode(Exception):
    """The code belongs to nobody, or not to somebody with these answers."""


@dataclass(frozen=True)
class Entry:
    """The door, and on whose word and from where somebody goes through it."""

    door: Door
    word: Word = Word.OWN
    guardianship: Guardianship | None = None
    asking: Asking | None = None
    referral: ReferralCode | None = None
    offered: WaitingPlace | None = None

    @property
    def rests_on_another(self) -> bool:
        return self.word in {Word.GUARDIAN, Word.TEAM}


def entry(answers: Answers, place: int | None = None) -> Entry:
    """Where the answers lead. Raises UnknownCode."""
    if age_on(answers.born, today()) < LOWEST_AGE:
        return Entry(Door.NOT_YET)
    alone = agrees_alone(answers.born, answers.country)
    if not alone:
        if (guardianship := consent.agreed_for(answers.code, answers.born)) is not None:
            return Entry(Door.ACCOUNT, Word.GUARDIAN, guardianship=guardianship)
        if (asking := consent.agreed_by_team(answers.code, answers.born)) is not None:
            return Entry(Door.ACCOUNT, Word.TEAM, asking=asking)
    referral, offered = queries.referral(answers.code), queries.offered(place)
    if answers.code and referral is None:
        raise UnknownCode
    found = Entry(Door.ACCOUNT if alone else Door.GUARDIAN, referral=referral, offered=offered)
    if not queries.has_place(referral, offered):
        return Entry(Door.FULL, referral=referral)
    return found


@transaction.atomic
def settle_in(member: Member, came: Entry, referral: ReferralCode | None) -> None:
    """Keeps how a new member came, on whose word, and what they agreed to."""
    consent.start(member, method=METHOD)
    if came.guardianship is not None:
        consent.attach(came.guardianship, member)
    if came.asking is not None:
        consent.use_code(came.asking, member)
    code = came.referral or referral
    source = Source.REFERRED if code else Source.WAITED if came.offered else Source.SELF
    Admission.objects.create(
        member=member, source=source, code=code, cohort=code.cohort if code else None
    )
    if came.offered is not None:
        came.offered.delete()


@transaction.atomic
def wait(email: str) -> str:
    """Puts the address at the end of the list, once. Gives the token of its page."""
    place, is_new = WaitingPlace.objects.get_or_create(email=email.lower())
    token = signing.dumps(place.pk, salt=_salt)
    if is_new:
        letters.write(place.email, "waiting", link=reverse("waiting", args=[token]))
    return token


def waiting(token: str) -> WaitingPlace | None:
    try:
        pk = signing.loads(token, salt=_salt)
    except signing.BadSignature:
        return None
    return WaitingPlace.objects.filter(pk=pk).first()


@transaction.atomic
def stop_waiting(place: WaitingPlace) -> None:
    place.delete()


def offer_places(now: datetime) -> int:
    """Places that became free go to those who waited longest; an offer nobody took lapses.

    Says how many were offered.
    """
    WaitingPlace.objects.filter(expires_at__lte=now).delete()
    left = queries.places_left()
    waits = WaitingPlace.objects.filter(offered_at=None)
    rows = waits if left is None else waits[:left]
    return sum(_offer(place.pk, now) for place in rows)


@transaction.atomic
def _offer(pk: int, now: datetime) -> bool:
    free = WaitingPlace.objects.filter(pk=pk, offered_at=None)
    if not free.update(offered_at=now, expires_at=now + OFFER_LASTS):
        return False
    place = WaitingPlace.objects.get(pk=pk)
    link = reverse("waiting", args=[signing.dumps(pk, salt=_salt)])
    letters.write(place.email, "place", link=link, until=place.expires_at)
    return True


def new_member_fields(came: Entry, answers: Answers) -> dict[str, object]:
    return {"country": answers.country, "word": came.word, "date_of_birth": answers.born}


def is_offered(place: WaitingPlace) -> bool:
    return place.expires_at is not None and place.expires_at > timezone.now()
