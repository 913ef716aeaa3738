"""How moderators see a private message and act on it. Nobody on the team reads others.

Only what the filter raised or a receiver reported comes before a moderator; random looks leave
private messages alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import ClassVar

from django.db.models import QuerySet

from community.access import Verb, can
from community.members.bands import Band
from community.members.models import Member
from forums.private.actions import KIND, show
from forums.private.models import Message
from forums.private.queries import around, message_read_by
from forums.states import State
from moderation import content
from moderation.content import ContextLine, Item

LINES_BEFORE, LINES_AFTER = 3, 1


class MessageContent:
    """The adapter. Every change raises IllegalTransition when the table forbids it."""

    kind: ClassVar[str] = KIND
    plural: ClassVar[str] = "Private messages"

    def get(self, pk: int) -> Item | None:
        message = _messages().filter(pk=pk).first()
        if message is None:
            return None
        return Item(
            kind=KIND,
            pk=pk,
            author=message.author,
            band=Band.ADULT,
            space_name="Private messages",
            title="",
            text=message.body,
            html=message.html,
            url=message.get_absolute_url(),
            state=message.state,
            created_at=message.created,
            around=partial(_context, message),
            facts=message.access_facts(),
            conversation=f"private.correspondence:{message.correspondence_id}",
        )

    def is_there_for(self, reader: Member, pk: int) -> bool:
        message = message_read_by(reader, pk)
        return message is not None and can(reader, Verb.SEE, message)

    def publish(self, pk: int) -> None:
        message = _locked(pk)
        first_time = message.published_at is None
        message.move(State.PUBLISHED)
        message.save(update_fields=["state", "published_at"])
        show(message, first_time=first_time)

    def hold(self, pk: int) -> None:
        _move(pk, State.HELD)

    def hide(self, pk: int) -> None:
        _move(pk, State.HIDDEN)

    def remove(self, pk: int) -> None:
        _move(pk, State.REMOVED)

    def return_for_edit(self, pk: int) -> None:
        _move(pk, State.RETURNED)

    def put_back(self, pk: int, state: str) -> None:
        _move(pk, State(state), undo=True)

    def written(self, since: datetime, until: datetime) -> Mapping[str, int]:
        sent = Message.objects.filter(created__gte=since, created__lt=until).count()
        return {Band.ADULT: sent} if sent else {}


def register() -> None:
    content.register(MessageContent())


def _messages() -> QuerySet[Message]:
    return Message.objects.select_related("author", "correspondence__one", "correspondence__other")


def _locked(pk: int) -> Message:
    return _messages().select_for_update(of=("self",)).get(pk=pk)


def _move(pk: int, state: State, *, undo: bool = False) -> None:
    message = _locked(pk)
    message.move(state, undo=undo)
    message.save(update_fields=["state", "published_at"])
    show(message)


def _context(message: Message) -> list[ContextLine]:
    return [
        ContextLine(
            author_name=line.author.display_name,
            html=line.html,
            when=line.created,
            is_this=line.pk == message.pk,
        )
        for line in around(message, LINES_BEFORE, LINES_AFTER)
    ]
