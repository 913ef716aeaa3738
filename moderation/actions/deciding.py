"""One decision: content, words to the author and the reporters, log and row, all or nothing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from community.access import Verb, can
from community.access.http import require
from community.members.bands import Band
from community.members.models import Member, Role, RoleName
from community.notices.actions import notify
from community.notices.models import Notice
from community.realtime.actions import publish
from moderation import content, states, wording
from moderation.actions import sanctions, second_looks
from moderation.actions.audit import record
from moderation.actions.recusal import why_recused
from moderation.content import IllegalTransition, Item
from moderation.events import QueueChanged, queue_topic
from moderation.models import Decision, Flag, ReasonTemplate, Reviewable
from moderation.states import RESTRICTING, DecisionAction, ReviewState

LONGEST_NOTE = 1000


class StaleDecision(Exception):
    """The lease or the version is not the current one: somebody else acted, or the item changed."""

    def __init__(self, reviewable: Reviewable) -> None:
        super().__init__(wording.stale(reviewable))
        self.reviewable = reviewable


@dataclass(frozen=True)
class Lease:
    """What every change to a claimed item carries."""

    token: uuid.UUID
    version: int


@transaction.atomic
def decide(
    by: Member,
    pk: int,
    *,
    lease_token: uuid.UUID,
    version: int,
    action: str,
    reason_code: str = "",
    note: str = "",
    sanction: str = "",
    to_keepers: bool = False,
) -> Decision:
    """Decides a claimed item.

    note: for the author, and for colleagues when it is passed on. sanction: the step of the ladder
    that follows for the author, if any. to_keepers: the note also goes to those who look after the
    place. Raises StaleDecision, PermissionDenied, or ValidationError in plain words for a decision
    that cannot be made.
    """
    row = hold_lease(by, pk, Lease(lease_token, version))
    if row.is_appeal:
        raise ValidationError("The author asked for another look: keep the decision or reverse it.")
    item = content.find(row.kind, row.object_id)
    template = _checked(item, action, reason_code, note)
    if to_keepers and not note.strip():
        raise ValidationError({"note": "Write the line that the facilitators should read."})
    sanctions.check(template.family if template else "", sanction, item)
    assert item is not None
    if sanction:
        sanctions.hold_account(item.author)
    _change_content(item, DecisionAction(action))
    after = content.find(row.kind, row.object_id)
    decision = _store(by, row, item, after.state if after else "", action, template, note)
    _move_on(row, DecisionAction(action))
    row.save()
    decision.version_after = row.version
    decision.save(update_fields=["version_after"])
    _record(by, decision)
    _tell(decision, row, item)
    if to_keepers:
        _tell_keepers(decision, item)
    if sanction:
        sanctions.impose(by, decision, item, sanction)
    second_looks.draw(decision)
    publish(queue_topic(row.band), QueueChanged(row.pk))
    return decision


def hold_lease(by: Member, pk: int, lease: Lease) -> Reviewable:
    """The locked row, if the lease is the moderator's and current.

    Raises StaleDecision, or PermissionDenied for somebody who may not decide it.
    """
    row = Reviewable.objects.select_for_update(of=("self",)).get(pk=pk)
    require(by, Verb.MODERATE, row)
    current = row.lease_token == lease.token and row.version == lease.version
    if not (row.is_held_now and row.claimed_by_id == by.pk and current):
        raise StaleDecision(row)
    if why := why_recused(by, row):
        raise PermissionDenied(why)
    return row


def _checked(item: Item | None, action: str, reason_code: str, note: str) -> ReasonTemplate | None:
    possible = states.possible_for(item)
    if item is None or not possible:
        raise ValidationError("The author took this back. There is nothing left to decide.")
    if action not in possible:
        raise ValidationError({"action": "This cannot be done with it as it is now."})
    if len(note) > LONGEST_NOTE:
        raise ValidationError({"note": f"Keep the note within {LONGEST_NOTE} characters."})
    fitting = ReasonTemplate.objects.filter(retired=False, about=item.manner.reasons)
    template = fitting.filter(code=reason_code).first()
    if action in RESTRICTING and template is None:
        raise ValidationError({"reason_code": "Choose a reason. The author reads it."})
    if template and action in RESTRICTING and action not in template.actions:
        raise ValidationError({"reason_code": "This reason does not fit that decision."})
    if action == DecisionAction.ESCALATE and not note.strip():
        raise ValidationError({"note": "Write a line for the colleague who takes over."})
    return template if action in RESTRICTING else None


def _change_content(item: Item, action: DecisionAction) -> None:
    adapter = content.adapter_for(item.kind)
    try:
        match action:
            case DecisionAction.APPROVE | DecisionAction.WATCH:
                if item.state != "published" or item.pending:
                    adapter.publish(item.pk)
            case DecisionAction.RETURN:
                adapter.return_for_edit(item.pk)
            case DecisionAction.HIDE:
                adapter.hide(item.pk)
            case DecisionAction.REMOVE:
                adapter.remove(item.pk)
    except IllegalTransition as error:
        raise ValidationError(f"This cannot be done with it as it is now. {error}") from error


def _store(
    by: Member,
    row: Reviewable,
    item: Item,
    after: str,
    action: str,
    template: ReasonTemplate | None,
    note: str,
) -> Decision:
    now = timezone.now()
    assert row.lease_token is not None and row.lease_started is not None
    decision = Decision(
        reviewable=row,
        by=by,
        action=action,
        reason_code=template.code if template else "",
        note=note.strip(),
        text_judged=item.text,
        content_before=item.state,
        content_after=after,
        of_edit=item.pending,
        rest_before=row.rest_state,
        lease_token=row.lease_token,
        decided_at=now,
        seconds_held=int((now - row.lease_started).total_seconds()),
    )
    decision.text_shown = wording.for_author(
        decision.action, template, decision.note, row.band, row.kind
    ).text
    decision.save()
    return decision


def _move_on(row: Reviewable, action: DecisionAction) -> None:
    if action is DecisionAction.ESCALATE:
        row.move(ReviewState.ESCALATED)
    elif action is DecisionAction.WATCH:
        row.move(ReviewState.ON_WATCH)
    else:
        row.move(ReviewState.DECIDED)
        row.move(ReviewState.CLOSED)


def _record(by: Member, decision: Decision) -> None:
    record(
        by,
        "reviewable.decided",
        f"reviewable:{decision.reviewable_id}",
        {
            "decision": decision.pk,
            "action": decision.action,
            "reason": decision.reason_code,
            "before": decision.content_before,
            "after": decision.content_after,
        },
        band=decision.reviewable.band,
    )


def _tell(decision: Decision, row: Reviewable, item: Item) -> None:
    if decision.action == DecisionAction.ESCALATE:
        _tell_leads(decision, row)
        return
    if decision.restricts or item.state != "published" or item.pending:
        words = wording.for_author(
            decision.action, _template(decision.reason_code), decision.note, row.band, row.kind
        )
        link = wording.own_link(row) if decision.restricts else item.url
        told = [notify(item.author, kind="decision", title=words.title, body=words.text, link=link)]
        if not item.manner.a_person:
            told += [_to_keeper(one, item, words.title, words.text) for one in _others(item)]
        decision.notices.add(*told)
    answer_reporters(decision, row)


def _others(item: Item) -> list[Member]:
    """Who looks after the place beside the one who answers for it."""
    return [one for one in item.keepers if one.pk != item.author.pk]


def _to_keeper(one: Member, item: Item, title: str, body: str) -> Notice:
    return notify(one, kind="decision", title=title, body=body, link=item.url, band=Band(item.band))


def _tell_keepers(decision: Decision, item: Item) -> None:
    title = f"A line from a moderator about “{item.space_name}”"
    told = [_to_keeper(one, item, title, decision.note) for one in _others(item)]
    decision.notices.add(*told)


def answer_reporters(decision: Decision, row: Reviewable) -> None:
    """Each reporter hears what class of outcome it was; never more about somebody else."""
    for made in row.flags.filter(answered_at=None).select_related("reporter"):
        title, body = wording.outcome_for_reporter(made, decision)
        decision.notices.add(notify(made.reporter, kind="flag_outcome", title=title, body=body))
    Flag.objects.filter(reviewable=row, answered_at=None).update(answered_at=decision.decided_at)


def _template(code: str) -> ReasonTemplate | None:
    return ReasonTemplate.objects.filter(code=code).first() if code else None


def _tell_leads(decision: Decision, row: Reviewable) -> None:
    roles = Role.objects.held().filter(name=RoleName.SAFEGUARDING_LEAD).select_related("member")
    apart = set(row.parts.values_list("member", flat=True)) | {decision.by_id}
    for lead in {role.member for role in roles if role.member_id not in apart}:
        if can(lead, Verb.MODERATE, row):
            told = notify(
                lead,
                kind="escalated",
                title=f"{decision.by} passed something on",
                body=decision.note,
                link=wording.queue_link(row),
                band=row.band,
            )
            decision.notices.add(told)
