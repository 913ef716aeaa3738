"""“Ask for another look”: another person looks, and what was wrong is put right."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from community.members.models import Member
from community.notices.actions import mark_reversed, notify
from community.notices.models import Notice
from community.realtime.actions import publish
from moderation import content, staffing, wording
from moderation.actions import sanctions
from moderation.actions.audit import record
from moderation.actions.deciding import Lease, hold_lease
from moderation.content import IllegalTransition
from moderation.events import QueueChanged, queue_topic
from moderation.models import Appeal, AppealMessage, Decision, Flag, Reviewable
from moderation.states import FINISHED, ReviewState
from moderation.tiers import Tier

LONGEST_APPEAL = 2000
TIME_TO_ANSWER = timedelta(days=3)


def can_appeal(member: Member, decision: Decision) -> bool:
    """A restriction of one's own content, once a decision, however long ago."""
    return (
        decision.restricts
        and decision.reviewable.author_id == member.pk
        and decision.overturned_at is None
        and decision.reviewable.state in FINISHED
        and not Appeal.objects.filter(_about(decision)).exists()
    )


def _about(decision: Decision) -> Q:
    """One appeal is about all that was taken down together."""
    alone = Q(decision=decision)
    return alone | Q(decision__sweep=decision.sweep_id) if decision.sweep_id else alone


@transaction.atomic
def ask_again(by: Member, decision_id: int, text: str) -> Appeal:
    """Brings a decision before another moderator.

    Raises PermissionDenied, or ValidationError for an appeal without words.
    """
    decision = Decision.objects.select_related("reviewable").get(pk=decision_id)
    row = Reviewable.objects.select_for_update().get(pk=decision.reviewable_id)
    if not can_appeal(by, decision):
        raise PermissionDenied("There is no decision here that you can ask about.")
    if not text.strip():
        raise ValidationError("Write in a few words what we should look at again.")
    if len(text) > LONGEST_APPEAL:
        raise ValidationError(f"Keep your words within {LONGEST_APPEAL:,} characters.")
    appeal = Appeal.objects.create(decision=decision, by=by, text=text.strip())
    row.move(ReviewState.APPEALED)
    row.tier = min(row.tier, Tier.P3)
    row.opened_at, row.closed_at = timezone.now(), None
    row.due_first_look, row.due_breach = staffing.deadlines(row.tier, row.band, row.opened_at)
    row.save()
    record(by, "appeal.made", f"reviewable:{row.pk}", {"decision": decision.pk}, band=row.band)
    publish(queue_topic(row.band), QueueChanged(row.pk))
    return appeal


@transaction.atomic
def answer_appeal(
    by: Member, pk: int, *, lease_token: uuid.UUID, version: int, outcome: str, answer: str
) -> Appeal:
    """Keeps the decision, lifts what followed for the person, or reverses everything: content,
    steps, strikes, and what the notices said.

    Raises StaleDecision, PermissionDenied, or ValidationError.
    """
    row = hold_lease(by, pk, Lease(lease_token, version))
    appeal = Appeal.objects.filter(decision__reviewable=row, outcome="").first()
    if appeal is None or not row.is_appeal:
        raise ValidationError("Nobody asked for another look at this.")
    if outcome not in Appeal.Outcome.values:
        raise ValidationError({"action": "Choose whether the decision stands."})
    if not answer.strip():
        raise ValidationError({"note": "Write a few words for the author: they read them."})
    appeal.outcome, appeal.answer = outcome, answer.strip()
    appeal.answered_by, appeal.answered_at = by, timezone.now()
    appeal.save()
    if outcome == Appeal.Outcome.OVERTURNED:
        _reverse(appeal.decision, row, by)
    elif outcome == Appeal.Outcome.MODIFIED and not sanctions.reverse(appeal.decision, by):
        raise ValidationError({"action": "Nothing else followed from it that could be lifted."})
    row.move(ReviewState(outcome))
    row.save()
    which = {"decision": appeal.decision_id}
    record(by, f"appeal.{outcome}", f"reviewable:{row.pk}", which, band=row.band)
    title, body = wording.appeal_answer(appeal)
    notify(appeal.by, kind="appeal", title=title, body=body, link=wording.own_link(row))
    publish(queue_topic(row.band), QueueChanged(row.pk))
    return appeal


def _reverse(decision: Decision, row: Reviewable, by: Member) -> None:
    try:
        content.adapter_for(row.kind).publish(row.object_id)
    except IllegalTransition as error:
        raise ValidationError(f"The content cannot come back as it is now. {error}") from error
    _undo(decision, row, by)
    for other in _with_it(decision):
        content.adapter_for(other.reviewable.kind).publish(other.reviewable.object_id)
        _undo(other, other.reviewable, by)
        which = {"decision": other.pk, "with": decision.pk}
        target = f"reviewable:{other.reviewable_id}"
        record(by, "appeal.overturned", target, which, band=row.band)


def _with_it(decision: Decision) -> list[Decision]:
    """What was taken down together with it and is down still; what its author took back or a later
    decision is about stays as it is."""
    if decision.sweep_id is None:
        return []
    others = Decision.objects.filter(sweep=decision.sweep_id, overturned_at=None)
    found = []
    for one in others.exclude(pk=decision.pk).select_related("reviewable__author"):
        item = content.find(one.reviewable.kind, one.reviewable.object_id)
        latest = one.reviewable.decisions.first()
        if item and item.state == one.content_after and latest == one:
            found.append(one)
    return found


def _undo(decision: Decision, row: Reviewable, by: Member) -> None:
    decision.overturned_at = timezone.now()
    decision.save(update_fields=["overturned_at"])
    sanctions.reverse(decision, by)
    mark_reversed(Notice.objects.filter(pk__in=decision.notices.values("pk")))
    for made in Flag.objects.filter(reviewable=row, answered_at=decision.decided_at):
        title, body = wording.reversed_for_reporter(row)
        notify(made.reporter, kind="flag_outcome", title=title, body=body)


@transaction.atomic
def ask_author(
    by: Member, pk: int, *, lease_token: uuid.UUID, version: int, text: str
) -> AppealMessage:
    """Asks the author something before anything is decided; the item waits for their answer.

    Raises StaleDecision, PermissionDenied, or ValidationError.
    """
    row = hold_lease(by, pk, Lease(lease_token, version))
    appeal = Appeal.objects.filter(decision__reviewable=row, outcome="").first()
    if appeal is None or not row.is_appeal:
        raise ValidationError("Nobody asked for another look at this.")
    message = _say(appeal, by, text, from_team=True)
    row.move(ReviewState.APPEALED)
    row.due_first_look = max(row.due_first_look, timezone.now() + TIME_TO_ANSWER)
    row.due_breach = max(row.due_breach, row.due_first_look)
    row.save()
    record(by, "appeal.asked", f"reviewable:{row.pk}", {"message": message.pk}, band=row.band)
    notify(
        appeal.by,
        kind="appeal",
        title="Somebody asks you something about your appeal",
        body=message.text,
        link=wording.own_link(row),
    )
    publish(queue_topic(row.band), QueueChanged(row.pk))
    return message


@transaction.atomic
def add_to_appeal(by: Member, appeal_id: int, text: str) -> AppealMessage:
    """The author answers, or adds something, while it is open.

    Raises PermissionDenied, or ValidationError.
    """
    appeal = Appeal.objects.select_related("decision__reviewable").get(pk=appeal_id)
    if appeal.by_id != by.pk or appeal.outcome:
        raise PermissionDenied("There is nothing open here that you can answer.")
    message = _say(appeal, by, text, from_team=False)
    row = Reviewable.objects.select_for_update().get(pk=appeal.decision.reviewable_id)
    row.due_first_look, row.due_breach = staffing.deadlines(row.tier, row.band, timezone.now())
    row.version += 1
    row.save()
    record(by, "appeal.said", f"reviewable:{row.pk}", {"message": message.pk}, band=row.band)
    publish(queue_topic(row.band), QueueChanged(row.pk))
    return message


def _say(appeal: Appeal, by: Member, text: str, *, from_team: bool) -> AppealMessage:
    if not text.strip():
        raise ValidationError({"note": "Write something first."})
    if len(text) > LONGEST_APPEAL:
        raise ValidationError({"note": f"Keep your words within {LONGEST_APPEAL:,} characters."})
    return AppealMessage.objects.create(
        appeal=appeal, by=by, from_team=from_team, text=text.strip()
    )
