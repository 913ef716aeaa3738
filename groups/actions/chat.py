"""The chat beside the video: every line is screened before anybody else sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.html import escape

from community.members.models import Limit, Member
from community.realtime.actions import publish
from groups.actions.signals import raise_care_signal, require_in_room
from groups.events import LineGone, LinePublished, topic_of_session
from groups.models import ChatLine, Session
from groups.states import LINE_MOVES, LINE_UNDONE, LineState
from moderation.actions import open_reviewable, sample
from moderation.content import IllegalTransition
from moderation.limits import held_if_limited
from moderation.screening import Context, Verdict, screen

KIND = "groups.chat"
LONGEST_LINE = 1000
# Of somebody who is slowed down for a while.
SLOW_GAP = timedelta(minutes=2)
LINES_A_MINUTE = 20


@dataclass(frozen=True)
class Said:
    """What became of a line; care: its author should see the help card."""

    line: ChatLine
    care: bool


def say(member: Member, session: Session, text: str, key: str = "") -> Said:
    """Sends a line, or holds it for a moderator. The same key again gives the same line.

    Blocks while the text is screened: call it off the event loop. Raises PermissionDenied for
    somebody who is not in the room, ValidationError for a line that is empty, long or one too many.
    """
    text = _checked(text)
    require_in_room(member, session)
    sent_before = ChatLine.objects.filter(session=session, member=member, key=key)
    if key and (line := sent_before.first()):
        return Said(line, care=bool(line.verdict.get("care")))
    _slow_down(member, session)
    band = session.group.age_band
    found = screen(text, Context(band=band, kind="chat", space=place_of(session.group_id)))
    verdict = held_if_limited(member, found)
    line = _store(member, session, text, key, verdict)
    return Said(line, care=verdict.care)


def place_of(group_id: int) -> str:
    """The name under which the policy pack knows the chat of a group."""
    return f"group:{group_id}"


@transaction.atomic
def _store(member: Member, session: Session, text: str, key: str, verdict: Verdict) -> ChatLine:
    held = verdict.outcome == "hold"
    line = ChatLine.objects.create(
        session=session,
        member=member,
        text=text,
        html=linebreaksbr(escape(text)),
        state=LineState.HELD if held else LineState.PUBLISHED,
        seq=None if held else next_seq(session.pk),
        verdict=verdict.as_dict(),
        key=key,
    )
    if not held:
        publish(topic_of_session(session.pk), LinePublished(line_id=line.pk))
    if verdict.outcome != "publish" or verdict.care:
        open_reviewable(
            KIND,
            line.pk,
            band=session.group.band,
            author=member,
            verdict=verdict,
            tier=verdict.tier,
            source="call",
        )
    else:
        sample(KIND, line.pk, band=session.group.band, author=member, verdict=verdict)
    if verdict.care:
        raise_care_signal(member, session)
    return line


@transaction.atomic
def move_line(line_id: int, to: LineState, *, undo: bool = False) -> ChatLine:
    """Takes a line to another state, and tells the room. Raises IllegalTransition."""
    line = ChatLine.objects.select_for_update().get(pk=line_id)
    came_from = LineState(line.state)
    if to not in (LINE_UNDONE if undo else LINE_MOVES).get(came_from, ()):
        raise IllegalTransition(f"A line that is {came_from} cannot become {to}.")
    line.state = to
    if to is LineState.PUBLISHED and line.seq is None:
        line.seq = next_seq(line.session_id)
    line.save(update_fields=["state", "seq"])
    topic = topic_of_session(line.session_id)
    if to is LineState.PUBLISHED:
        publish(topic, LinePublished(line_id=line.pk))
    elif came_from is LineState.PUBLISHED:
        publish(topic, LineGone(line_id=line.pk))
    return line


def next_seq(session_id: int) -> int:
    """The next number in the session; its row is locked until the transaction ends."""
    Session.objects.select_for_update().get(pk=session_id)
    newest = ChatLine.objects.filter(session_id=session_id).aggregate(top=Max("seq"))["top"]
    return (newest or 0) + 1


def _checked(text: str) -> str:
    text = text.replace("\x00", "").strip()
    if not text:
        raise ValidationError("Write something first.")
    if len(text) > LONGEST_LINE:
        raise ValidationError(f"A line can have {LONGEST_LINE} characters. Yours has {len(text)}.")
    return text


def _said_since(member: Member, gap: timedelta) -> bool:
    return ChatLine.objects.filter(member=member, created_at__gt=timezone.now() - gap).exists()


def _slow_down(member: Member, session: Session) -> None:
    if member.is_limited(Limit.Kind.SLOW) and _said_since(member, SLOW_GAP):
        raise ValidationError("You can send one line in two minutes for a while. It is kept here.")
    minute_ago = timezone.now() - timedelta(minutes=1)
    recent = ChatLine.objects.filter(session=session, member=member, created_at__gt=minute_ago)
    if recent.count() >= LINES_A_MINUTE:
        raise ValidationError("That was a lot at once. Wait a minute, then send it.")
