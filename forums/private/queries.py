"""The read path of private messages: never more than the reader's own side of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.template.loader import render_to_string

from community.access import Verb, can
from community.members.models import Member
from community.realtime.events import Frame
from community.safety.queries import kept_away
from forums.private.models import (
    Answer,
    Correspondence,
    Letterbox,
    Message,
    MessageDraft,
    MessageMarker,
)
from forums.states import State

MESSAGES_A_PAGE = 30
MOST_LISTED = 100
GONE = (State.HIDDEN, State.REMOVED, State.WITHDRAWN)


@dataclass(frozen=True)
class Row:
    """One line of somebody's list."""

    correspondence: Correspondence
    other: Member
    beginning: str
    is_new: bool
    kept: str


@dataclass(frozen=True)
class Messages:
    is_open: bool
    requests: Sequence[Row]
    rows: Sequence[Row]


@dataclass(frozen=True)
class Exchange:
    """A page of a correspondence as one of the two sees it."""

    correspondence: Correspondence
    other: Member
    messages: Sequence[Message]
    page: Page[Message]
    draft: MessageDraft | None


def takes_messages(member: Member) -> bool:
    return Letterbox.objects.filter(member=member, is_open=True).exists()


def seen_by(member: Member) -> QuerySet[Message]:
    """What reached the member, and the member's own words."""
    came = Q(published_at__isnull=False, kept_back=False)
    own = Q(correspondence__one=member) | Q(correspondence__other=member)
    return Message.objects.filter(own, came | Q(author=member))


def pairs_of(member: Member) -> QuerySet[Correspondence]:
    """Nobody else's is even read."""
    pairs = Correspondence.objects.select_related("one", "other")
    return pairs.filter(Q(one=member) | Q(other=member))


def between(member: Member, other: Member) -> Correspondence | None:
    """What the two have written to each other, if the member may see that there is any."""
    low, high = sorted((member.pk, other.pk))
    found = pairs_of(member).filter(one=low, other=high).first()
    if found is None or not can(member, Verb.SEE, found):
        return None
    return found if seen_by(member).filter(correspondence=found).exists() else None


def draft_to(member: Member, other: Member) -> str:
    draft = MessageDraft.objects.filter(member=member, to=other).first()
    return draft.body if draft else ""


def messages_of(member: Member) -> Messages:
    """The member's list: three queries, however much was written."""
    latest = seen_by(member).filter(correspondence=OuterRef("pk")).order_by("-seq")
    read = MessageMarker.objects.filter(member=member, correspondence=OuterRef("pk"))
    from_other = latest.exclude(author=member).exclude(state__in=GONE)
    found = (
        pairs_of(member)
        .filter(Exists(latest))
        .exclude(~Q(asked_by=member), answer=Answer.DECLINED)
        .annotate(
            beginning=Subquery(latest.filter(state=State.PUBLISHED).values("body")[:1]),
            came_seq=Subquery(from_other.values("seq")[:1]),
            read_seq=Subquery(read.values("seq")[:1]),
        )
    )
    away = kept_away(member)
    rows = [_row(member, one, away.get(one.beside(member).pk, "")) for one in found[:MOST_LISTED]]
    rows = [row for row in rows if can(member, Verb.SEE, row.correspondence)]
    return Messages(
        is_open=takes_messages(member),
        requests=[row for row in rows if row.correspondence.waits_for(member)],
        rows=[row for row in rows if not row.correspondence.waits_for(member)],
    )


def _row(member: Member, found: Correspondence, kept: str) -> Row:
    came, read = found.came_seq or 0, found.read_seq or 0  # type: ignore[attr-defined]
    return Row(found, found.beside(member), found.beginning or "", came > read, kept)  # type: ignore[attr-defined]


def exchange(member: Member, found: Correspondence, number: str | None) -> Exchange:
    """The newest page unless another is asked for."""
    seen = seen_by(member).filter(correspondence=found).select_related("author").order_by("seq")
    paginator = Paginator(seen, MESSAGES_A_PAGE)
    page = paginator.get_page(number or paginator.num_pages)
    shown = list(page.object_list)
    for message in shown:
        message.correspondence = found
        dress(message, member)
    other = found.beside(member)
    draft = MessageDraft.objects.filter(member=member, to=other).first()
    return Exchange(found, other, shown, page, draft)


def dress(message: Message, reader: Member) -> None:
    message.mine = message.author_id == reader.pk  # type: ignore[attr-defined]
    message.gone = message.state in GONE and not (  # type: ignore[attr-defined]
        message.author_id == reader.pk and message.state != State.WITHDRAWN
    )
    away = kept_away(reader).get(message.author_id, "")
    message.kept = away  # type: ignore[attr-defined]


def message_read_by(reader: Member, pk: int) -> Message | None:
    """One query, whatever the answer."""
    found = seen_by(reader).select_related("author", "correspondence__one", "correspondence__other")
    return found.filter(pk=pk).first()


def message_seen(message_id: int, reader: Member) -> Message | None:
    message = message_read_by(reader, message_id)
    if message is None or not can(reader, Verb.SEE, message.correspondence):
        return None
    dress(message, reader)
    return message


def message_frame(message_id: int, reader_id: int) -> Frame | None:
    reader = Member.objects.filter(pk=reader_id, is_active=True).first()
    message = message_seen(message_id, reader) if reader else None
    if message is None:
        return None
    return {
        "type": "private",
        "correspondence": message.correspondence_id,
        "message": message.pk,
        "seq": message.seq,
        "mine": message.author_id == reader_id,
        "html": render_to_string("private/_message.html", {"message": message}),
    }


def around(message: Message, before: int, after: int) -> list[Message]:
    """For moderators: the message with its neighbours, in order."""
    seen = Message.objects.filter(correspondence=message.correspondence_id).select_related("author")
    first = list(seen.filter(seq__lt=message.seq).order_by("-seq")[:before])
    last = list(seen.filter(seq__gt=message.seq).order_by("seq")[:after])
    return [*reversed(first), message, *last]


def unread_of(member: Member) -> int:
    """In how many correspondences something new waits."""
    read = MessageMarker.objects.filter(member=member, correspondence=OuterRef("correspondence"))
    new = seen_by(member).filter(state=State.PUBLISHED)
    new = new.exclude(author=member).annotate(read=Subquery(read.values("seq")[:1]))
    waiting = new.filter(Q(read=None) | Q(seq__gt=F("read")))
    return waiting.values("correspondence").distinct().count()
