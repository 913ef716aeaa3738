"""Peer mentors of the demo community: one with a small list, one application, one who waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from community.members.actions import grant_role
from community.members.bands import today
from community.members.demo import members
from community.members.models import Member, Pairing, Role, RoleName
from community.mentoring import actions
from community.mentoring.models import Application, Mentor, Wish
from community.mentoring.modules import Module

LEAD, MENTOR, APPLICANT, WAITS = "Noor", "Grace", "Marta", "Dev"
IN_CARE = ("Tobias", "Ines", "Juno")
WHY = (
    "When I was new, somebody here wrote back on a bad night. I would like to be that person for "
    "somebody else."
)
OFFERS = "Two short evenings a week. I am patient, and I know what fibro fog is."
SAID = "Does well with Juno. Tends to answer late at night; we agreed on an hour to stop."


def load(say: Callable[[str], None]) -> None:
    """Adds what is missing and changes nothing that is there."""
    people = members()
    lead, mentor = people[LEAD], people[MENTOR]
    if not Mentor.objects.filter(member=mentor).exists():
        _take_on(lead, mentor, people["Olu"])
    new = [name for name in IN_CARE if not Pairing.objects.filter(member=people[name]).exists()]
    for name in new:
        actions.ask(people[name])
        actions.pair(lead, people[name], mentor)
    if not mentor.mentor.notes.exists():
        actions.note_down(lead, mentor.mentor, SAID)
    if not Application.objects.filter(member=people[APPLICANT]).exists():
        actions.apply(people[APPLICANT], WHY, OFFERS)
    if not Wish.objects.filter(member=people[WAITS]).exists():
        actions.ask(people[WAITS])
    say(f"peer mentors: {MENTOR} with {len(IN_CARE)} members, {len(new)} of them new")


def _take_on(lead: Member, mentor: Member, operator: Member) -> None:
    if not Role.objects.filter(member=mentor, name=RoleName.MENTOR, expires_at__gt=timezone.now()):
        ends = timezone.now() + timedelta(days=300)
        grant_role(mentor, RoleName.MENTOR, by=operator, expires_at=ends)
    for number, module in enumerate(Module):
        actions.tick(lead, mentor, module, today() - timedelta(days=30 + 20 * number))
    actions.look_after_mentor(lead, mentor, supervisor=lead, most=5)
