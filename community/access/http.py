"""The policy at the door of a page: what is forbidden to see is answered as if it did not exist."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Manager, Model, QuerySet
from django.http import Http404

from community.access.facts import Thing, Verb, standing_of
from community.access.policy import can
from community.members.models import Member

ThingModel = TypeVar("ThingModel", bound=Model)

NOT_HERE = "There is nothing here."


def get_or_404(
    things: QuerySet[ThingModel] | Manager[ThingModel],
    member: Member | AnonymousUser,
    verb: Verb = Verb.SEE,
    **lookup: Any,
) -> ThingModel:
    """The thing, if it is there and the member may. Raises one and the same Http404 if not.

    Who asks is looked up first, so that an answer takes as long whether the thing is there or not.
    """
    standing_of(member)
    thing = things.filter(**lookup).first()
    if thing is None or not can(member, verb, thing):  # type: ignore[arg-type]
        raise Http404(NOT_HERE)
    return thing


def require(member: Member | AnonymousUser, verb: Verb, thing: Thing, why: str = "") -> None:
    """Raises PermissionDenied, with a reason in plain words, for a thing that they may see."""
    if not can(member, verb, thing):
        raise PermissionDenied(why or _why(member))


def _why(member: Member | AnonymousUser) -> str:
    if isinstance(member, Member) and member.is_suspended:
        return (
            "Your account is taking a break, so you can read but not write. Your notices say why."
        )
    if isinstance(member, Member) and member.muted_in:
        return "You can read here but not write for a while. Your notices say why, and until when."
    return "You cannot do this here."
