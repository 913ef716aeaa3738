"""Open the letterbox, write, answer a request, take a message back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.access import Verb, can
from community.access.http import require
from community.members.bands import Band
from community.members.models import Member
from community.notices.actions import notify
from community.notices.models import Notice
from community.realtime.actions import publish
from community.realtime.personal import topic_of
from community.safety.queries import gets_letters_from, who_hear
from forums import markdown
from forums.private.boxes import box_of
from forums.private.events import MessageChanged
from forums.private.limits import check_pace, check_requests
from forums.private.models import (
    LONGEST_MESSAGE,
    Answer,
    Correspondence,
    Letterbox,
    Message,
    MessageDraft,
    MessageMarker,
)
from forums.states import State
from moderation.actions import open_reviewable, settle
from moderation.limits import held_if_limited
from moderation.screening import Context, Verdict, screen

KIND = "private.message"
CLOSED = "You cannot write to this person now. Your text is kept."
WAITING = "They have your first message. You can write more once they have answered."


@dataclass(frozen=True)
class Sent:
    """What became of it. `again`: it had arrived before, and nothing was written now."""

    message: Message
    again: bool = False


@transaction.atomic
def set_letterbox(member: Member, is_open: bool) -> None:
    """Whether others may write to the member. Raises PermissionDenied for who has none."""
    require(member, Verb.EDIT, box_of(member, member))
    Letterbox.objects.update_or_create(
        member=member, defaults={"is_open": is_open, "since": timezone.now()}
    )


def write(member: Member, other: Member, body: str, key: uuid.UUID) -> Sent:
    """Sends words to somebody: to one who never answered, a request.

    Blocks while the text is screened. Raises PermissionDenied, TooFast or ValidationError.
    """
    arrived = Message.objects.filter(author=member, client_key=key).first()
    if arrived is not None:
        return Sent(arrived, again=True)
    body = _checked(body)
    _may_write(member, other)
    check_pace(member)
    if _between(member, other) is None:
        check_requests(member)
    found = screen(body, Context(band=Band.ADULT, kind="message", space="private"))
    verdict = held_if_limited(member, found)
    try:
        with transaction.atomic():
            return Sent(_store(member, other, body, key, verdict))
    except IntegrityError:
        # Sent twice at once, or both wrote first at the same moment.
        arrived = Message.objects.filter(author=member, client_key=key).first()
        if arrived is not None:
            return Sent(arrived, again=True)
        with transaction.atomic():
            return Sent(_store(member, other, body, key, verdict))


@transaction.atomic
def answer(member: Member, correspondence: Correspondence, accept: bool) -> None:
    """Takes somebody's request, or leaves it without a word. Raises PermissionDenied."""
    fresh = _locked(correspondence.pk)
    require(member, Verb.ANSWER, fresh)
    fresh.answer = Answer.ACCEPTED if accept else Answer.DECLINED
    fresh.save(update_fields=["answer"])
    if accept:
        asker = fresh.beside(member)
        _tell(asker, fresh, f"{member.display_name} answered: you can write to each other")


@transaction.atomic
def withdraw(member: Member, message: Message) -> None:
    """Takes a message back: its receiver sees that there was one, and no more of it."""
    fresh = _locked_message(message.pk)
    require(member, Verb.WITHDRAW, fresh)
    fresh.move(State.WITHDRAWN)
    fresh.save(update_fields=["state"])
    show(fresh)
    settle(KIND, fresh.pk)


def mark_read(member: Member, correspondence: Correspondence) -> None:
    MessageMarker.objects.update_or_create(
        member=member, correspondence=correspondence, defaults={"seq": correspondence.last_seq}
    )
    link = correspondence.get_absolute_url()
    Notice.objects.filter(member=member, kind="message", link=link, read_at=None).update(
        read_at=timezone.now()
    )


def save_draft(member: Member, to: Member, body: str) -> MessageDraft | None:
    """Keeps what is being written; empty words forget the draft. Raises PermissionDenied."""
    _may_write(member, to)
    if not body.strip():
        MessageDraft.objects.filter(member=member, to=to).delete()
        return None
    draft, _ = MessageDraft.objects.update_or_create(
        member=member, to=to, defaults={"body": body[:LONGEST_MESSAGE]}
    )
    return draft


def show(message: Message, *, first_time: bool = False) -> None:
    """Has the open pages of both fetch it, each as they may see it. In the caller's transaction."""
    correspondence = message.correspondence
    receiver = correspondence.beside(message.author)
    for reader in (message.author, receiver):
        if reader == message.author or (message.published_at and not message.kept_back):
            publish(topic_of(reader.pk), MessageChanged(message.pk, reader.pk))
    if first_time and not message.kept_back:
        _announce(message, receiver)


def _announce(message: Message, receiver: Member) -> None:
    """Not of somebody whom the receiver muted; not again while an earlier notice is unread."""
    if not who_hear(message.author, [receiver], Band.ADULT):
        return
    asks = message.correspondence.waits_for(receiver)
    name = message.author.display_name
    said = f"{name} would like to write to you" if asks else f"{name} wrote to you"
    _tell(receiver, message.correspondence, said)


def _tell(member: Member, correspondence: Correspondence, title: str) -> None:
    link = correspondence.get_absolute_url()
    if not Notice.objects.filter(member=member, kind="message", link=link, read_at=None).exists():
        notify(member, kind="message", title=title, link=link, band=Band.ADULT)


def _may_write(member: Member, other: Member) -> None:
    box, between = box_of(other, member), _between(member, other)
    if not can(member, Verb.WRITE, box):
        raise PermissionDenied(CLOSED)
    if between is not None and between.answer != Answer.ACCEPTED:
        if between.asked_by_id == member.pk:
            raise PermissionDenied(WAITING)
        return
    if between is not None:
        require(member, Verb.REPLY, between, CLOSED)


def _between(member: Member, other: Member) -> Correspondence | None:
    low, high = sorted((member.pk, other.pk))
    pairs = Correspondence.objects.select_related("one", "other")
    return pairs.filter(one=low, other=high).first()


def _store(member: Member, other: Member, body: str, key: uuid.UUID, verdict: Verdict) -> Message:
    # Rights may have changed while the text was being screened.
    member, other = Member.objects.get(pk=member.pk), Member.objects.get(pk=other.pk)
    _may_write(member, other)
    correspondence = _begin(member, other)
    message = Message(
        correspondence=correspondence,
        author=member,
        body=body,
        html=markdown.render(body),
        kept_back=not gets_letters_from(other, member),
        care=verdict.care,
        verdict=verdict.as_dict(),
        seq=correspondence.last_seq,
        client_key=key,
    )
    message.move(State.SCREENING)
    message.move(State.HELD if verdict.outcome == "hold" else State.PUBLISHED)
    message.save()
    MessageDraft.objects.filter(member=member, to=other).delete()
    mark_read(member, correspondence)
    show(message, first_time=message.is_published)
    if verdict.outcome != "publish":
        _refer(message, verdict)
    return message


def _begin(member: Member, other: Member) -> Correspondence:
    """The two's correspondence, one message further. Who writes back has answered."""
    low, high = sorted((member.pk, other.pk))
    made, _ = Correspondence.objects.get_or_create(
        one_id=low, other_id=high, defaults={"asked_by": member}
    )
    fresh = _locked(made.pk)
    if fresh.asked_by_id != member.pk and fresh.answer != Answer.ACCEPTED:
        fresh.answer = Answer.ACCEPTED
    fresh.last_seq += 1
    fresh.last_at = timezone.now()
    fresh.save(update_fields=["answer", "last_seq", "last_at"])
    return fresh


def _refer(message: Message, verdict: Verdict) -> None:
    reviewable = open_reviewable(
        KIND, message.pk, band=Band.ADULT, author=message.author, verdict=verdict
    )
    message.expected_by = reviewable.due_at
    Message.objects.filter(pk=message.pk).update(expected_by=reviewable.due_at)


def _locked(pk: int) -> Correspondence:
    pairs = Correspondence.objects.select_related("one", "other")
    return pairs.select_for_update(of=("self",)).get(pk=pk)


def _locked_message(pk: int) -> Message:
    found = Message.objects.select_related("correspondence__one", "correspondence__other", "author")
    return found.select_for_update(of=("self",)).get(pk=pk)


def _checked(body: str) -> str:
    body = body.replace("\x00", "").strip()
    if not body:
        raise ValidationError("Write something first.")
    if len(body) > LONGEST_MESSAGE:
        raise ValidationError(
            f"This is longer than {LONGEST_MESSAGE:,} characters. Please make it shorter."
        )
    return body
