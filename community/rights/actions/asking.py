"""What somebody cannot put right by themselves is asked of a person, who answers within a month."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from community.access import Verb
from community.access.http import require
from community.members.bands import band_for, today
from community.members.models import Member
from community.notices.actions import notify
from community.rights.actions.holding import NOT_YOURS
from community.rights.models import DataRequest
from moderation.actions import record

MOST_OPEN = 5


@transaction.atomic
def ask(member: Member, *, about: str, text: str) -> DataRequest:
    """Raises ValidationError for words that are missing, or too many questions at once."""
    if not text.strip():
        raise ValidationError({"text": "Say what is wrong, and what would be right."})
    if DataRequest.objects.filter(member=member, answered_at=None).count() >= MOST_OPEN:
        raise ValidationError("We have several of your questions already. We answer them first.")
    made = DataRequest.objects.create(
        member=member, about=DataRequest.About(about), text=text.strip()
    )
    record(member, "request.made", f"request:{made.pk}", {"about": about}, band=member.age_band)
    return made


@transaction.atomic
def answer(by: Member, request: DataRequest, text: str) -> None:
    """Once; the member reads it among their notices. Raises ValidationError, PermissionDenied."""
    require(by, Verb.EDIT, request, NOT_YOURS)
    request = DataRequest.objects.select_for_update().select_related("member").get(pk=request.pk)
    if request.answered_at is not None:
        raise ValidationError("Somebody has answered this already.")
    if not text.strip():
        raise ValidationError({"answer": "Write an answer."})
    request.answer, request.answered_by = text.strip(), by
    request.answered_at = timezone.now()
    request.save(update_fields=["answer", "answered_by", "answered_at"])
    member = request.member
    notify(
        member,
        kind="data_request",
        title="We have answered your question about your data",
        body=request.answer,
        link="/me/data/",
    )
    record(by, "request.answered", f"request:{request.pk}", band=member.age_band)


@transaction.atomic
def correct_birthday(by: Member, member: Member, born: date) -> None:
    """Puts a date of birth right. Raises ValidationError for one that would move the wall: nobody
    changes spaces by a date that is typed in.
    """
    require(by, Verb.EDIT, DataRequest(member=member), NOT_YOURS)
    if band_for(born, today()) != member.age_band:
        raise ValidationError(
            "This date would move the person to other spaces, which takes more than a date."
        )
    member.date_of_birth = born
    member.full_clean(exclude=["password"])
    member.save(update_fields=["date_of_birth"])
    record(by, "birthday.corrected", f"member:{member.pk}", band=member.age_band)
