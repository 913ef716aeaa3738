"""What a mentor and a member see of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from community.access import Verb, can
from community.members.bands import today
from community.members.models import Member, Pairing, Role, RoleName
from community.mentoring.actions.pairing import mentor_of
from community.mentoring.models import USUAL, Application, Mentor, Training, Wish
from community.mentoring.modules import Module
from community.mentoring.queries.caseload import SOON, Charge, caseload


@dataclass(frozen=True)
class Learnt:
    """One module: until when it counts, if it does."""

    module: Module
    until: date | None

    @property
    def is_current(self) -> bool:
        return self.until is not None and self.until >= today()

    @property
    def ends_soon(self) -> bool:
        return self.until is not None and today() <= self.until <= today() + SOON


@dataclass(frozen=True)
class OwnPage:
    charges: Sequence[Charge]
    most: int
    supervisor: Member | None
    role: Role | None
    training: Sequence[Learnt]


def own_page(member: Member) -> OwnPage:
    row = Mentor.objects.filter(member=member).select_related("supervisor").first()
    return OwnPage(
        charges=caseload(member, member.pk),
        most=row.most if row else USUAL,
        supervisor=row.supervisor if row else None,
        role=Role.objects.held().filter(member=member, name=RoleName.MENTOR).first(),
        training=training_of(member.pk),
    )


def training_of(member_id: int) -> list[Learnt]:
    """All modules, in their order, with the last day of each; one query."""
    rows = Training.objects.filter(member=member_id).order_by().values_list("module")
    until = dict(rows.annotate(last=Max("expires_on")))
    return [Learnt(module, until.get(module)) for module in Module]


@dataclass(frozen=True)
class MemberPage:
    pairing: Pairing | None
    wish: Wish | None
    application: Application | None
    is_mentor: bool
    may_apply: bool


def member_page(member: Member) -> MemberPage:
    is_mentor = RoleName.MENTOR in member.roles
    latest = Application.objects.filter(member=member).order_by("-made_at", "-pk").first()
    may = can(member, Verb.START, Application(member=member)) and not is_mentor
    return MemberPage(
        pairing=mentor_of(member),
        wish=Wish.objects.filter(member=member).first(),
        application=latest,
        is_mentor=is_mentor,
        may_apply=may and (latest is None or not latest.waits),
    )
