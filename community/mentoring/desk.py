"""What the policy is asked about before somebody works with peer mentors."""

from __future__ import annotations

from dataclasses import dataclass

from community.access import Facts, Kind, Verb, can
from community.access.ground import ADULTS
from community.members.bands import Band
from community.members.models import Member
from community.mentoring.models import Mentor, SupervisionNote


@dataclass(frozen=True)
class Desk:
    """All that is decided about somebody as a peer mentor; nobody decides it of themselves."""

    about_id: int | None = None

    def access_facts(self) -> Facts:
        return Facts(Kind.MENTOR_APPLICATION, ADULTS, author_id=self.about_id)


def leads(member: Member, about_id: int | None = None) -> bool:
    """Whether the member decides about peer mentors, or about this one."""
    return can(member, Verb.MODERATE, Desk(about_id))


def supervises_mentor(member: Member, mentor: Mentor, band: Band = Band.ADULT) -> bool:
    """Whether they read and write what is said of the mentor in supervision, where it may speak of
    people of that band.
    """
    return can(member, Verb.WRITE, SupervisionNote(mentor=mentor, band=band))


def reaches_mentor(member: Member, mentor: Mentor) -> bool:
    """Whether the mentor's page is there for them."""
    return leads(member, mentor.pk) or supervises_mentor(member, mentor)
