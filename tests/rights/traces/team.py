"""What the team decided about somebody, and what they asked or told the team."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from community.members.models import Limit
from community.notices.models import Notice
from community.rights.models import DataRequest
from moderation.models import (
    Alarm,
    Appeal,
    AppealMessage,
    CaseCheck,
    CaseNote,
    Flag,
    FollowUp,
    Proposal,
    Sanction,
    SecondLook,
    Sweep,
)
from tests.rights.world import NAME, WORDS, World


def decided(world: World) -> None:
    decision = world.decision()
    notice = Notice.objects.create(member=world.member, kind="decision", title=NAME)
    decision.notices.add(notice)
    appeal = Appeal.objects.create(decision=decision, by=world.member, text=WORDS)
    AppealMessage.objects.create(appeal=appeal, by=world.member, from_team=False, text=WORDS)
    Sweep.objects.create(author=world.member, by=world.staff, band="adult", days=7, count=1)
    SecondLook.objects.create(decision=decision, band=world.member.age_band, author=world.member)
    now = timezone.now()
    limit = Limit.objects.create(member=world.member, kind="slow", until=now + timedelta(days=1))
    Sanction.objects.create(
        member=world.member,
        decision=decision,
        by=world.staff,
        rung="slow",
        ends_at=now + timedelta(days=1),
        limit=limit,
        notice=notice,
    )


def reported(world: World) -> None:
    row = world.reviewable(world.other)
    Flag.objects.create(
        reviewable=row,
        reporter=world.member,
        concern="worry",
        note=WORDS,
        answered_at=row.closed_at,
    )


def looked_after(world: World) -> None:
    case = world.case()
    CaseNote.objects.create(case=case, by=world.staff, text=f"Spoke with {NAME}")
    CaseCheck.objects.create(case=case, step="read", by=world.staff)
    FollowUp.objects.create(case=case, due_at=timezone.now(), done_at=timezone.now())
    Alarm.objects.create(
        chain="concern", band=case.band, case=case, next_at=None, ended_at=timezone.now()
    )


def proposed(world: World) -> None:
    Proposal.objects.create(
        act="reveal",
        band=world.member.age_band,
        member=world.member,
        by=world.staff,
        why=f"{NAME} may be in danger",
        detail={"changes": [f"{NAME} becomes moderator"]},
        state="expired",
        due_at=timezone.now(),
    )


def asked(world: World) -> None:
    DataRequest.objects.create(member=world.member, about="other", text=WORDS)
