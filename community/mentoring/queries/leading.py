"""What those who lead see of applications, mentors and wishes; and supervisors of their mentors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from community.access import Verb, can, moderated_bands
from community.access.ground import NEAR_YOUTH
from community.members.models import Clearance, Member, Pairing, Role, RoleName
from community.members.queries import staff, with_rights
from community.mentoring.actions.accepting import waiting_for
from community.mentoring.desk import leads, supervises_mentor
from community.mentoring.models import (
    USUAL,
    Application,
    Mentor,
    Step,
    SupervisionNote,
    Training,
    Wish,
)
from community.mentoring.modules import Module
from community.mentoring.queries.caseload import SOON, Charge, caseload
from community.mentoring.queries.own import Learnt, training_of
from community.mentoring.states import WAITING, Need, needs
from moderation.models import Proposal

NOTES_SHOWN = 50
PAST_SHOWN = 30


@dataclass(frozen=True)
class MentorLine:
    """load: how many they look after. complete: whether all modules count now."""

    member: Member
    mentor: Mentor | None
    role: Role | None
    load: int
    complete: bool

    @property
    def most(self) -> int:
        return self.mentor.most if self.mentor else USUAL

    @property
    def has_room(self) -> bool:
        ready = self.mentor is not None and self.mentor.supervisor_id is not None and self.complete
        return ready and self.load < self.most

    @property
    def ends_soon(self) -> bool:
        ends = self.role.expires_at if self.role else None
        return ends is not None and ends < timezone.now() + SOON


@dataclass(frozen=True)
class WishLine:
    wish: Wish
    choices: Sequence[Member]


@dataclass(frozen=True)
class LeadPage:
    applications: Sequence[Application]
    done: Sequence[Application]
    mentors: Sequence[MentorLine]
    wishes: Sequence[WishLine]


def lead_page(viewer: Member) -> LeadPage:
    """In a number of queries that grows with nothing but who is asked not to be given back."""
    rows = Application.objects.exclude(member=viewer).select_related("member")
    mentors = mentor_lines()
    return LeadPage(
        applications=list(rows.filter(state__in=WAITING)),
        done=list(rows.exclude(state__in=WAITING).order_by("-ended_at")[:PAST_SHOWN]),
        mentors=mentors,
        wishes=_wishes(viewer, mentors),
    )


def mentor_lines() -> list[MentorLine]:
    """Everybody who is a peer mentor now, by name."""
    people = staff([RoleName.MENTOR])
    rows = {row.pk: row for row in Mentor.objects.select_related("supervisor")}
    held = Role.objects.held().filter(name=RoleName.MENTOR)
    roles = {role.member_id: role for role in held}
    standing = Pairing.objects.standing().order_by().values_list("mentor")
    loads = dict(standing.annotate(n=Count("pk")))
    known = Training.objects.current().order_by().values_list("member")
    modules = dict(known.annotate(n=Count("module", distinct=True)))
    return [
        MentorLine(
            one, rows.get(one.pk), roles.get(one.pk), loads.get(one.pk, 0),
            modules.get(one.pk, 0) == len(Module),
        )
        for one in people
    ]  # fmt: skip


def _wishes(viewer: Member, mentors: Sequence[MentorLine]) -> list[WishLine]:
    """Those in whose band the viewer leads, who waits longest first."""
    rows = Wish.objects.filter(member__band__in=moderated_bands(viewer), member__is_active=True)
    rows = rows.exclude(member=viewer).select_related("member")
    seen = [row for row in rows if not row.member.is_frozen]
    with_rights(row.member for row in seen)
    left: dict[int, set[int]] = {}
    asked = Pairing.objects.filter(member__in=[row.pk for row in seen], how=Pairing.End.ASKED)
    for member, mentor in asked.values_list("member", "mentor"):
        left.setdefault(member, set()).add(mentor)
    free = [line.member for line in mentors if line.has_room]
    return [
        WishLine(row, [one for one in fitting(row.member, free) if one.pk not in
                       left.get(row.pk, ())])
        for row in seen
    ]  # fmt: skip


def fitting(member: Member, mentors: Iterable[Member]) -> list[Member]:
    """Those of the mentors who may look after the member; no query."""
    until = timezone.now() + timedelta(days=1)
    return [
        one
        for one in mentors
        if one.pk != member.pk and can(one, Verb.HOST, Pairing.between(member, one, until))
    ]


@dataclass(frozen=True)
class ApplicationPage:
    application: Application
    steps: Sequence[Step]
    training: Sequence[Learnt]
    mentor: Mentor | None
    cleared: Clearance | None
    proposal: Proposal | None
    needs: frozenset[Need]

    @property
    def asks_note(self) -> bool:
        return Need.NOTE in self.needs

    @property
    def takes_two(self) -> bool:
        return Need.SIGNED in self.needs


def application_page(application: Application) -> ApplicationPage:
    ahead, member = application.next_state, application.member
    valid = Clearance.objects.valid().filter(member=member).order_by("-expires_on")
    return ApplicationPage(
        application=application,
        steps=list(application.steps.select_related("by", "signed_by")),
        training=training_of(member.pk),
        mentor=Mentor.objects.filter(member=member).select_related("supervisor").first(),
        cleared=valid.first(),
        proposal=waiting_for(member),
        needs=needs(application.state, ahead) if ahead else frozenset(),
    )


@dataclass(frozen=True)
class MentorPage:
    """notes: only those that the viewer may read. leads: whether they decide, or supervise only."""

    member: Member
    mentor: Mentor
    role: Role | None
    charges: Sequence[Charge]
    load: int
    others: Sequence[Member]
    past: Sequence[Pairing]
    training: Sequence[Learnt]
    cleared: Clearance | None
    notes: Sequence[SupervisionNote]
    leads: bool
    supervises: bool
    proposal: Proposal | None


def mentor_page(viewer: Member, member: Member) -> MentorPage:
    row = Mentor.objects.filter(member=member).select_related("supervisor").first()
    mentor = row or Mentor(member=member)
    mentor.member = member
    decides = leads(viewer, member.pk)
    charges = caseload(viewer, member.pk) if decides else []
    ended = Pairing.objects.filter(mentor=member).exclude(ended_at=None)
    past = ended.filter(band__in=moderated_bands(viewer)).select_related("member")
    lines = mentor_lines() if decides else []
    return MentorPage(
        member=member,
        mentor=mentor,
        role=Role.objects.held().filter(member=member, name=RoleName.MENTOR).first(),
        charges=charges,
        load=Pairing.objects.standing().filter(mentor=member).count(),
        others=[one.member for one in lines if one.has_room and one.member != member],
        past=list(past.order_by("-ended_at")[:PAST_SHOWN]) if decides else [],
        training=training_of(member.pk),
        cleared=Clearance.objects.valid().filter(member=member).order_by("-expires_on").first(),
        notes=notes_of(viewer, mentor),
        leads=decides,
        supervises=supervises_mentor(viewer, mentor),
        proposal=waiting_for(member),
    )


def notes_of(viewer: Member, mentor: Mentor) -> list[SupervisionNote]:
    if not supervises_mentor(viewer, mentor):
        return []
    rows = mentor.notes.select_related("by")[:NOTES_SHOWN] if mentor.pk else []
    found = []
    for note in rows:
        note.mentor = mentor
        if can(viewer, Verb.SEE, note):
            found.append(note)
    return found


def supervisors(member: Member) -> list[Member]:
    """Who may supervise somebody: the team, without them."""
    return [one for one in staff(NEAR_YOUTH) if one.pk != member.pk]


def supervised_by(viewer: Member) -> list[Member]:
    """Whose supervisor the viewer is."""
    rows = Mentor.objects.filter(supervisor=viewer).select_related("member")
    return [row.member for row in rows if supervises_mentor(viewer, row)]
