"""Whether there is a place, and who is next."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from community.consent.models import Guardianship
from community.joining.models import Admission, Cohort, ReferralCode, WaitingPlace
from community.members.bands import today
from community.members.models import Member


def referral(code: str) -> ReferralCode | None:
    """A code that is good today."""
    if not code.strip():
        return None
    good = Q(expires_on=None) | Q(expires_on__gte=today())
    return ReferralCode.objects.filter(good, code__iexact=code.strip()).first()


def places_left() -> int | None:
    """How many may still join; None where the host set no limit.

    A place is taken by a member, by a guardian's yes that was not used yet, and by an offer to
    somebody who waited.
    """
    if not settings.PLACES:
        return None
    now = timezone.now()
    taken = (
        Member.objects.filter(is_active=True, role_set=None).count()
        + Guardianship.objects.filter(member=None, code_expires_at__gt=now).count()
        + WaitingPlace.objects.filter(expires_at__gt=now).count()
    )
    return max(0, settings.PLACES - taken)


def has_place(code: ReferralCode | None, offered: WaitingPlace | None) -> bool:
    """A place that was promised to an organisation or offered to somebody is theirs."""
    if offered is not None or (code is not None and _promised(code.cohort)):
        return True
    left = places_left()
    return left is None or left > 0


def _promised(cohort: Cohort) -> bool:
    if not cohort.places:
        return False
    return Admission.objects.filter(cohort=cohort).count() < cohort.places


def offered(pk: int | None, now: datetime | None = None) -> WaitingPlace | None:
    """The offer, while it is kept."""
    if pk is None:
        return None
    return WaitingPlace.objects.filter(pk=pk, expires_at__gt=now or timezone.now()).first()


def position(place: WaitingPlace) -> int:
    """How many stand in front, and one."""
    ahead = Q(asked_at__lt=place.asked_at) | Q(asked_at=place.asked_at, pk__lt=place.pk)
    return WaitingPlace.objects.filter(ahead, offered_at=None).count() + 1
