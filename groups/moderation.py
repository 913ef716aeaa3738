"""How moderators see and decide on lines of the room's chat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import ClassVar

from django.db.models import Count

from community.access import Verb, can, readable
from community.members.models import Member
from groups.actions.chat import KIND, move_line, place_of
from groups.models import ChatLine
from groups.states import LineState
from moderation import content
from moderation.content import ContextLine, Item

LINES_AROUND = 5


class ChatContent:
    kind: ClassVar[str] = KIND
    plural: ClassVar[str] = "Lines in the chat of groups"

    def get(self, pk: int) -> Item | None:
        lines = ChatLine.objects.select_related("member", "session__group")
        line = lines.filter(pk=pk).first()
        if line is None:
            return None
        return _item(line)

    def recent_of(self, author: Member, band: str, since: datetime) -> list[Item]:
        lines = ChatLine.objects.select_related("member", "session__group")
        found = lines.filter(member=author, session__group__band=band, created_at__gte=since)
        return [_item(line) for line in found.filter(state__in=content.UP)]

    def is_there_for(self, reader: Member, pk: int) -> bool:
        lines = ChatLine.objects.select_related("session__group")
        line = lines.filter(readable(reader, "session__group__"), pk=pk).first()
        return line is not None and can(reader, Verb.SEE, line)

    def publish(self, pk: int) -> None:
        move_line(pk, LineState.PUBLISHED)

    def hold(self, pk: int) -> None:
        move_line(pk, LineState.HELD)

    def hide(self, pk: int) -> None:
        move_line(pk, LineState.HIDDEN)

    def remove(self, pk: int) -> None:
        move_line(pk, LineState.REMOVED)

    def return_for_edit(self, pk: int) -> None:
        move_line(pk, LineState.RETURNED)

    def put_back(self, pk: int, state: str) -> None:
        move_line(pk, LineState(state), undo=True)

    def written(self, since: datetime, until: datetime) -> Mapping[str, int]:
        sent = ChatLine.objects.filter(created_at__gte=since, created_at__lt=until)
        by_band = sent.values_list("session__group__band").annotate(n=Count("pk")).order_by()
        return dict(by_band)

    def readings(
        self, since: datetime, until: datetime, band: str, most: int
    ) -> Iterator[content.Reading]:
        sent = ChatLine.objects.filter(
            created_at__gte=since, created_at__lt=until, session__group__band=band
        ).exclude(verdict={})
        columns = ("pk", "session__group_id", "created_at", "verdict")
        for pk, group, at, verdict in sent.order_by("-created_at").values_list(*columns)[:most]:
            yield content.Reading(KIND, pk, band, place_of(group), at, verdict)


def _item(line: ChatLine) -> Item:
    group = line.session.group
    return Item(
        kind=KIND,
        pk=line.pk,
        author=line.member,
        band=group.band,
        space_name=f"Chat of “{group.name}”",
        title=line.session.title,
        text=line.text,
        html=line.html,
        url=line.session.get_absolute_url(),
        state=line.state,
        created_at=line.created_at,
        around=partial(_context, line),
        facts=line.access_facts(),
        conversation=f"groups.session:{line.session_id}",
    )


def _context(line: ChatLine) -> list[ContextLine]:
    """The lines just before and after, in the order in which they were written."""
    others = ChatLine.objects.filter(session=line.session_id).select_related("member")
    before = others.filter(created_at__lt=line.created_at).order_by("-created_at", "-pk")
    after = others.filter(created_at__gt=line.created_at).order_by("created_at", "pk")
    around = [*reversed(before[:LINES_AROUND]), line, *after[:LINES_AROUND]]
    return [
        ContextLine(
            author_name=one.member.display_name,
            html=one.html,
            when=one.created_at,
            is_this=one.pk == line.pk,
        )
        for one in around
    ]


def register() -> None:
    content.register(ChatContent())
