"""Before a birthday that changes somebody's spaces: a word in private, as no surprise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from community.members.bands import ADULT_FROM, OLDER_FROM, Band, age_on, band_for, today
from community.members.consent_ages import consent_age
from community.members.models import Member, Word
from community.notices.actions import notify
from community.notices.models import Notice

AHEAD = timedelta(days=14)
KIND = "birthday"
# Leap days move a birthday by at most one day.
SLACK = timedelta(days=2)
TITLE = "What changes on your birthday"


def tell_ahead(now: datetime) -> int:
    """Clock: tells those who turn 16 or 18 within two weeks what will happen, once. Their guardians
    hear nothing of it. Gives how many were told.
    """
    return sum(_tell(member.pk, now) for member in _near(today()) if _birthday(member))


def _near(day: date) -> Iterator[Member]:
    for age in (OLDER_FROM, ADULT_FROM):
        first = _years_before(day, age)
        yield from _here().filter(date_of_birth__range=(first - SLACK, first + AHEAD + SLACK))


def _here() -> QuerySet[Member]:
    return Member.objects.filter(is_active=True, gone_at=None).exclude(word=Word.TAKEN_BACK)


def _years_before(day: date, years: int) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - years, day=28 if leap else day.day)


def _birthday(member: Member) -> date | None:
    """The one that moves them to the next spaces, if it is less than two weeks away."""
    if member.is_frozen:
        return None
    days = (today() + timedelta(days=ahead) for ahead in range(1, AHEAD.days + 1))
    return next(
        (day for day in days if band_for(member.date_of_birth, day) != member.age_band), None
    )


@transaction.atomic
def _tell(pk: int, now: datetime) -> int:
    """With the row locked: of clocks that run beside each other, one tells."""
    member = Member.objects.select_for_update(no_key=True).get(pk=pk)
    birthday = _birthday(member)
    told = Notice.objects.filter(member=member, kind=KIND, created_at__gt=now - 2 * AHEAD)
    if birthday is None or told.exists():
        return 0
    notify(member, kind=KIND, title=TITLE, body=_words(member, birthday))
    return 1


def _words(member: Member, birthday: date) -> str:
    after = band_for(member.date_of_birth, birthday) or Band.ADULT
    said = [
        f"On {birthday:%-d %B} your place here changes. Until then you are with "
        f"{member.age_band.audience}. From then on you are with {after.audience}.",
        "On that day the spaces and groups that you know close to you. We keep ages apart, so that "
        "everyone stays safe. You may want to say goodbye before then.",
        "A page will ask you what should happen to what you wrote. It will ask if you want to go "
        "on. Nothing opens until you say yes there. You can take your time.",
    ]
    age = age_on(member.date_of_birth, birthday)
    if member.word == Word.GUARDIAN and age >= consent_age(member.country):
        said.append("From that day you say yes for yourself. You do not need a guardian for it.")
    said.append("You do not have to do anything now.")
    return "\n\n".join(said)
