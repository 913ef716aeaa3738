"""What is kept of private messages. What somebody was sent is the sender's; it goes with them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from community.personal import CONSENT, SAFETY, Ends, Holding, Leave, Line, Use, register, sweep
from community.personal.names import without_calls
from forums.private.actions import KIND
from forums.private.models import Correspondence, Message, MessageDraft
from moderation.actions import settle

WRITE = "So that you can write to each other."


class Messages(Holding):
    """Nothing is left for a moderator to decide about what is gone."""

    def go(self, member_id: int, keep_words: bool) -> list[Line]:
        for pk in self.rows(member_id).values_list("pk", flat=True):
            settle(KIND, pk)
        return super().go(member_id, keep_words)


class Pairs(Holding):
    """Of both, whoever asked. It holds no words; what the other one wrote in it stays theirs."""

    def rows(self, member_id: int) -> models.QuerySet[Any]:
        return Correspondence.objects.filter(Q(one=member_id) | Q(other=member_id))


register(
    Holding(
        model="private.Letterbox",
        title="Whether you take private messages",
        of="member",
        uses=(Use("is_open since", WRITE, CONSENT),),
        plain="member",
    ),
    Messages(
        model="private.Message",
        title="Private messages you wrote",
        of="author",
        uses=(
            Use("body html", WRITE, CONSENT, health=True),
            Use("state created published_at", WRITE),
            Use(
                "verdict care expected_by kept_back",
                "To notice danger, and to keep people apart who want to be.",
                SAFETY,
                health=True,
                withheld="Scores of the filter, and what somebody else chose.",
            ),
        ),
        plain="id correspondence author seq client_key",
        ends=Ends("created", 730),
    ),
    Holding(
        model="private.MessageMarker",
        title="How far you have read private messages",
        of="member",
        uses=(Use("seq", "To show you what is new."),),
        plain="id member correspondence",
    ),
    Holding(
        model="private.MessageDraft",
        title="Drafts of private messages",
        of="member",
        uses=(Use("body saved_at to", "To finish it later.", CONSENT, health=True),),
        plain="id member",
    ),
    Pairs(
        model="private.Correspondence",
        title="With whom you write in private",
        of="asked_by",
        uses=(
            Use(
                "one other asked_by answer created last_at",
                WRITE,
                withheld="It is the other's as well, and an answer is theirs alone.",
            ),
        ),
        plain="id last_seq",
        leave=Leave.STAY,
    ),
)


def _take_out(member_id: int, name: str, email: str) -> None:
    """Where the others called the person by name, or quoted them."""
    named = Q(body__icontains=name) | Q(body__icontains=email)
    for message in Message.objects.filter(named).exclude(author=member_id):
        message.body = without_calls(message.body, name, email)
        message.html = without_calls(message.html, name, email)
        message.save(update_fields=["body", "html"])
    for draft in MessageDraft.objects.filter(named).exclude(member=member_id):
        body = without_calls(draft.body, name, email)
        MessageDraft.objects.filter(pk=draft.pk).update(body=body)


sweep(_take_out)
