"""What members write about themselves is screened, reported and decided on like any other words."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.html import linebreaks

from community.access import Verb, can
from community.members.actions import set_profile_state
from community.members.models import Member, ProfileState
from community.members.queries import met_by
from community.members.signals import profile_written
from community.transitions import either
from moderation import content
from moderation.actions import open_reviewable, settle
from moderation.content import IllegalTransition, Item
from moderation.screening import Context, screen

KIND = "members.profile"
PREMODERATION = "premoderation"
P = ProfileState
MOVES: dict[ProfileState, frozenset[ProfileState]] = {
    P.PUBLISHED: frozenset({P.HELD, P.HIDDEN, P.REMOVED, P.RETURNED}),
    P.HELD: frozenset({P.PUBLISHED, P.HIDDEN, P.REMOVED, P.RETURNED}),
    P.HIDDEN: frozenset({P.PUBLISHED, P.REMOVED, P.RETURNED}),
    P.REMOVED: frozenset({P.PUBLISHED}),
    P.RETURNED: frozenset({P.PUBLISHED, P.REMOVED}),
}


# A moderator's decision that is taken back within seconds; nothing else goes these ways.
UNDONE: dict[ProfileState, frozenset[ProfileState]] = {
    P.PUBLISHED: frozenset({P.HELD, P.HIDDEN}),
    P.RETURNED: frozenset({P.HELD, P.PUBLISHED, P.HIDDEN}),
    P.HIDDEN: frozenset({P.PUBLISHED, P.HELD}),
    P.REMOVED: frozenset({P.PUBLISHED, P.HELD, P.HIDDEN}),
}
# What its owner writes anew is screened anew, whatever was decided about the words before.
REWRITTEN = dict.fromkeys(P, frozenset({P.PUBLISHED, P.HELD}))
EVER = either(MOVES, UNDONE, REWRITTEN)


class ProfileContent:
    """The adapter for profiles. Every change raises IllegalTransition when the table forbids it."""

    kind: ClassVar[str] = KIND

    def get(self, pk: int) -> Item | None:
        member = Member.objects.filter(pk=pk, is_active=True).first()
        if member is None:
            return None
        text = words_of(member)
        return Item(
            kind=KIND,
            pk=member.pk,
            author=member,
            band=member.band,
            space_name="Profile",
            title=member.display_name,
            text=text,
            html=linebreaks(text, autoescape=True),
            url=reverse("person", args=[member.pk]),
            state=member.profile_state,
            created_at=member.joined_at,
            facts=member.access_facts(),
        )

    def is_there_for(self, reader: Member, pk: int) -> bool:
        member = met_by(reader).filter(pk=pk).first()
        return member is not None and can(reader, Verb.SEE, member)

    def publish(self, pk: int) -> None:
        _move(pk, P.PUBLISHED)

    def hold(self, pk: int) -> None:
        _move(pk, P.HELD)

    def hide(self, pk: int) -> None:
        _move(pk, P.HIDDEN)

    def remove(self, pk: int) -> None:
        _move(pk, P.REMOVED)

    def return_for_edit(self, pk: int) -> None:
        _move(pk, P.RETURNED)

    def put_back(self, pk: int, state: str) -> None:
        _move(pk, ProfileState(state), UNDONE)


def words_of(member: Member) -> str:
    return "\n".join(filter(None, (member.display_name, member.pronouns, member.about)))


def read_profile(sender: Any, member: Member, **kwargs: Any) -> None:
    """Screens what was just written: what has to wait is not shown until a moderator has looked."""
    verdict = screen(words_of(member), Context(band=member.band, kind="name"))
    found = [reason for reason in verdict.reasons if reason.code != PREMODERATION]
    waits = verdict.outcome == "hold" and bool(member.about or member.pronouns)
    set_profile_state(member, P.HELD if waits else P.PUBLISHED)
    # A name alone is looked at only when a detector found something in it.
    if waits or (verdict.outcome != "publish" and found):
        open_reviewable(KIND, member.pk, band=member.band, author=member, verdict=verdict)
    else:
        settle(KIND, member.pk)


def register() -> None:
    content.register(ProfileContent())
    profile_written.connect(read_profile, dispatch_uid="moderation.profiles")


def _move(
    pk: int, to: ProfileState, table: Mapping[ProfileState, Set[ProfileState]] = MOVES
) -> None:
    member = Member.objects.select_for_update(no_key=True).get(pk=pk)
    came_from = ProfileState(member.profile_state)
    if to not in table.get(came_from, ()):
        raise IllegalTransition(f"A profile that is {came_from} cannot become {to}.")
    set_profile_state(member, to)
