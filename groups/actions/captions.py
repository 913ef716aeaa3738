"""Captions: what somebody says, in writing, for those who cannot hear it. Screened like the chat,
and kept nowhere.
"""

from __future__ import annotations

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction

from community.members.models import Member
from community.realtime.actions import publish
from groups.actions.chat import place_of
from groups.actions.signals import raise_care_signal, require_in_room
from groups.events import Captioned, topic_of_session
from groups.models import Session
from moderation.limits import held_if_limited
from moderation.screening import Context, screen

LONGEST = 400
A_MINUTE = 40
HELD_BACK = "Some of your words were not shown as captions."


def caption(member: Member, session: Session, text: str) -> None:
    """Shows to those who read captions what the member's own browser heard them say.

    Blocks while the words are screened. What the chat would hold is not shown and not kept: it was
    said aloud, and a facilitator was there. Raises ValidationError when nothing is shown,
    PermissionDenied for somebody who is not in the room.
    """
    require_in_room(member, session)
    words = " ".join(text.replace("\x00", "").split())[:LONGEST]
    if not words:
        raise ValidationError("There are no words in this.")
    if _said_this_minute(member) > A_MINUTE:
        raise ValidationError("That was a lot at once. Captions go on in a minute.")
    context = Context(band=session.group.age_band, kind="chat", space=place_of(session.group_id))
    verdict = held_if_limited(member, screen(words, context))
    with transaction.atomic():
        if verdict.care:
            raise_care_signal(member, session)
        if verdict.outcome != "hold":
            event = Captioned(session_id=session.pk, member_id=member.pk, text=words)
            publish(topic_of_session(session.pk), event)
    if verdict.outcome == "hold":
        raise ValidationError(HELD_BACK)


def _said_this_minute(member: Member) -> int:
    key = f"captions:{member.pk}"
    cache.add(key, 0, timeout=60)
    try:
        return cache.incr(key)
    except ValueError:
        # The minute ended between the two.
        return 1
