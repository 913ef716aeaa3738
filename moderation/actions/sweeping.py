"""Takes down what one author wrote in the last days: with one reason, each thing decided and logged
by itself, all or nothing. More than twenty at once take a second person.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from community.access import Verb
from community.access.http import require
from community.members.models import Member
from community.notices.actions import notify
from community.realtime.actions import publish
from moderation import content, wording
from moderation.actions.alarms import stand_down
from moderation.actions.audit import record
from moderation.actions.deciding import answer_reporters
from moderation.actions.intake import fresh_row
from moderation.actions.proposals import propose, register
from moderation.actions.recusal import why_recused
from moderation.content import Item
from moderation.events import QueueChanged, queue_topic
from moderation.models import MOST_ALONE, Decision, Proposal, ReasonTemplate, Reviewable, Sweep
from moderation.states import FINISHED, DecisionAction, ReviewState

DAYS = (1, 7, 30)
REMOVE = DecisionAction.REMOVE
# An open appeal is answered first, by somebody else.
BESIDE = FINISHED | {ReviewState.ON_WATCH, ReviewState.DECIDED}


def sweepable(by: Member, row: Reviewable, days: int) -> list[Item]:
    """What of the author, in the row's band, could be taken down together now: neither gone, nor in
    a colleague's hands, nor before somebody for another look. The newest first.
    """
    since = timezone.now() - timedelta(days=days)
    found = content.recent_of(row.author, row.band, since)
    rows = {(one.kind, one.object_id): one for one in _rows_of(found)}
    return [item for item in found if _is_free(by, rows.get((item.kind, item.pk)))]


@transaction.atomic
def sweep(
    by: Member, pk: int, *, days: int, reason_code: str, note: str, expected: int
) -> Sweep | Proposal:
    """Takes down all of it, or asks a second person when it is more than one may do alone.

    expected: how many the moderator saw. Raises PermissionDenied for somebody with a part in it,
    and ValidationError in plain words.
    """
    row = Reviewable.objects.get(pk=pk)
    require(by, Verb.MODERATE, row)
    if why := why_recused(by, row):
        raise PermissionDenied(why)
    if days not in DAYS:
        raise ValidationError("Choose how far back to look.")
    template = _reason(reason_code)
    if not note.strip():
        raise ValidationError("Write why: the author reads it, and the log keeps it.")
    items = sweepable(by, row, days)
    if len(items) != expected or not items:
        raise ValidationError(f"There are {len(items)} now. Look again before you decide.")
    if len(items) <= MOST_ALONE:
        return _take_down(by, row.author, row.band, items, days, template, note.strip())
    return propose(
        by,
        Proposal.Act.SWEEP,
        band=row.band,
        member=row.author,
        why=note,
        detail={
            "reviewable": row.pk,
            "days": days,
            "reason": template.code,
            "items": [[item.kind, item.pk] for item in items],
            "changes": [f"{len(items)} things are taken down, with the reason “{template.label}”."],
        },
    )


def carry_out(signed_by: Member, proposal: Proposal) -> Sweep:
    """What two have agreed to: the things that were proposed, as far as they can still be taken
    down. The second person is named in the proposal.
    """
    assert proposal.member is not None
    by, said = proposal.by, proposal.detail
    found = [content.find(kind, pk) for kind, pk in said["items"]]
    items = [item for item in found if item and item.state in content.UP]
    rows = {(one.kind, one.object_id): one for one in _rows_of(items)}
    free = [one for one in items if _is_free(by, rows.get((one.kind, one.pk)))]
    return _take_down(
        by,
        proposal.member,
        proposal.band,
        free,
        said["days"],
        _reason(said["reason"]),
        proposal.why,
        proposal,
    )


def _take_down(
    by: Member,
    author: Member,
    band: str,
    items: Sequence[Item],
    days: int,
    template: ReasonTemplate,
    note: str,
    proposal: Proposal | None = None,
) -> Sweep:
    made = Sweep.objects.create(
        author=author, by=by, band=band, days=days, count=len(items), proposal=proposal
    )
    decisions = [_decide(by, made, item, template, note) for item in items]
    title, body = wording.swept(len(items), template, note, band)
    link = reverse("moderation:own_items")
    told = notify(author, kind="decision", title=title, body=body, link=link)
    for decision in decisions:
        decision.notices.add(told)
    return made


def _decide(by: Member, made: Sweep, item: Item, template: ReasonTemplate, note: str) -> Decision:
    row = _locked_row(item)
    content.adapter_for(item.kind).remove(item.pk)
    after = content.find(item.kind, item.pk)
    words = wording.for_author(REMOVE, template, note, row.band, row.kind)
    decision = Decision.objects.create(
        reviewable=row, by=by, sweep=made, action=REMOVE, reason_code=template.code, note=note,
        text_judged=item.text, text_shown=words.text, content_before=item.state,
        content_after=after.state if after else "", of_edit=item.pending,
        lease_token=uuid.uuid4(), version_after=row.version,
    )  # fmt: skip
    stand_down(row)
    said = {
        "decision": decision.pk, "action": REMOVE.value, "reason": template.code,
        "before": item.state, "after": decision.content_after, "sweep": made.pk,
    }  # fmt: skip
    record(by, "reviewable.decided", f"reviewable:{row.pk}", said, band=row.band)
    answer_reporters(decision, row)
    publish(queue_topic(row.band), QueueChanged(row.pk))
    return decision


def _locked_row(item: Item) -> Reviewable:
    """Its row, closed. What nobody had before them gets one, so that it can be appealed."""
    fresh = fresh_row(item, source="sweep")
    row, created = Reviewable.objects.get_or_create(
        kind=item.kind, object_id=item.pk, defaults=fresh
    )
    row = Reviewable.objects.select_for_update().get(pk=row.pk)
    if not created and row.state in BESIDE:
        row.move(ReviewState.OPEN)
        row.save()
    row.move(ReviewState.CLOSED)
    row.save()
    return row


def _is_free(by: Member, row: Reviewable | None) -> bool:
    if row is None:
        return True
    if row.is_held_now and row.claimed_by_id != by.pk:
        return False
    return not row.is_appeal


def _rows_of(items: Sequence[Item]) -> list[Reviewable]:
    kinds: Mapping[str, list[int]] = {
        kind: [one.pk for one in items if one.kind == kind] for kind in {one.kind for one in items}
    }
    found: list[Reviewable] = []
    for kind, ids in kinds.items():
        found += Reviewable.objects.filter(kind=kind, object_id__in=ids)
    return found


def _reason(code: str) -> ReasonTemplate:
    template = ReasonTemplate.objects.filter(code=code, retired=False).first()
    if template is None or REMOVE not in template.actions or template.about != "words":
        raise ValidationError("Choose a reason. The author reads it.")
    return template


register(Proposal.Act.SWEEP, carry_out)
