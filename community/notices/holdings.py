"""What is kept of what the house told somebody."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import models
from django.db.models import Q

from community.members.models import Member
from community.notices.models import Letter, Notice
from community.personal import SAFETY, Ends, Holding, Use, register, sweep
from community.personal.names import SOMEBODY, without_name

# Others may be told something while somebody goes; what the person was told goes after that.
LATE = 8


class Letters(Holding):
    """Letters know an address and no member."""

    def rows(self, member_id: int) -> models.QuerySet[Any]:
        emails = EmailAddress.objects.filter(user=member_id).values("email")
        own = Member.objects.filter(pk=member_id).values("email")
        return Letter.objects.filter(Q(to__in=emails) | Q(to__in=own))

    def end(self, now: datetime, spared: list[int]) -> int:
        assert self.ends
        return self.remove(Letter.objects.filter(self.ends.due(now, self.ends.days)))


register(
    # Before the addresses by which they are found.
    Letters(
        model="notices.Letter",
        title="Letters of a demo community",
        of="",
        uses=(Use("to subject body sent_at", "A demo shows its letters instead of sending them."),),
        ends=Ends("sent_at", 30),
        turn=-1,
    ),
    Holding(
        model="notices.Device",
        title="Devices that wake when you are called",
        of="member",
        uses=(
            Use("added_at", "To call you.", SAFETY),
            Use("endpoint", "To call you.", SAFETY, withheld="An address that only we may call."),
        ),
        plain="id member",
    ),
    Holding(
        model="notices.Notice",
        title="Notices",
        of="member",
        uses=(
            Use(
                "kind title body link created_at read_at reversed_at",
                "To tell you what happened, and what was decided.",
            ),
        ),
        plain="id member band",
        ends=Ends("created_at", 365, only=Q(read_at__isnull=False)),
        turn=LATE,
    ),
)


def _take_out(member_id: int, name: str, email: str) -> None:
    """“Rosa mentioned you” becomes “A former member mentioned you”."""
    pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    told = Notice.objects.exclude(member=member_id)
    for notice in told.filter(Q(title__contains=name) | Q(body__contains=name)):
        notice.title = pattern.sub(SOMEBODY, notice.title)[:140]
        notice.body = pattern.sub(SOMEBODY, notice.body)
        notice.save(update_fields=["title", "body"])
    for letter in Letter.objects.filter(Q(body__contains=name) | Q(subject__contains=name)):
        letter.subject = without_name(letter.subject, name, email)
        letter.body = without_name(letter.body, name, email)
        letter.save(update_fields=["subject", "body"])


sweep(_take_out)
