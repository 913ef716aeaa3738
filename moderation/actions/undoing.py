"""Takes a decision back that was made a moment ago, as if it had not been made.

The log keeps both. Whoever has read the words about it already is told that they no longer hold.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from community.access import Verb
from community.access.http import require
from community.members.models import Member
from community.notices.actions import notify, take_back
from community.realtime.actions import publish
from moderation import content, tiers, wording
from moderation.actions import sanctions
from moderation.actions.audit import record
from moderation.events import QueueChanged, queue_topic
from moderation.models import Decision, Flag, Reviewable, lease_end
from moderation.states import ReviewState

SHOWN_FOR = timedelta(seconds=10)
# The way from the button to the server counts for nobody's disadvantage.
ON_THE_WAY = timedelta(seconds=3)


class TooLate(Exception):
    """The decision can no longer be taken back. The message says why."""


def undoable(by: Member, row: Reviewable) -> Decision | None:
    """The moderator's own decision about the item while it can be taken back."""
    decision = row.decisions.filter(by=by).first()
    return decision if decision and _why_not(decision, row) is None else None


@transaction.atomic
def undo(by: Member, pk: int, decision_id: int) -> Reviewable:
    """Puts content, item, reports and notices back; the moderator holds the item again.

    Raises PermissionDenied for somebody else's decision, and TooLate.
    """
    row = Reviewable.objects.select_for_update(of=("self",)).get(pk=pk)
    require(by, Verb.MODERATE, row)
    decision = row.decisions.filter(pk=decision_id).first()
    if decision is None:
        raise TooLate("This was taken back already.")
    if decision.by_id != by.pk:
        raise PermissionDenied("Only the one who decided can take it back at once.")
    why_not = _why_not(decision, row)
    if why_not:
        raise TooLate(why_not)
    if decision.content_before != decision.content_after:
        content.adapter_for(row.kind).put_back(row.object_id, decision.content_before)
    sanctions.reverse(decision, by)
    _untell(decision, row)
    _hold_again(by, row, decision)
    _record(by, decision, row)
    decision.delete()
    publish(queue_topic(row.band), QueueChanged(row.pk))
    return row


def _why_not(decision: Decision, row: Reviewable) -> str | None:
    if timezone.now() > decision.decided_at + SHOWN_FOR + ON_THE_WAY:
        return "More than ten seconds have passed. You can pass the item on to a colleague."
    if row.version != decision.version_after:
        return "This changed after you decided."
    if decision.sweep_id:
        return "This was taken down together with others. Its author can ask for another look."
    if decision.of_edit:
        return "A decision about an edit cannot be taken back."
    item = content.find(row.kind, row.object_id)
    if item is None or item.state != decision.content_after:
        return "The words changed after you decided."
    return None


def _untell(decision: Decision, row: Reviewable) -> None:
    reopened = Flag.objects.filter(reviewable=row, answered_at=decision.decided_at)
    reopened.update(answered_at=None)
    for notice in decision.notices.select_related("member"):
        if not take_back(notice):
            title, body = wording.TAKEN_BACK
            notify(notice.member, kind=notice.kind, title=title, body=body, band=notice.band)


def _hold_again(by: Member, row: Reviewable, decision: Decision) -> None:
    """By way of the open queue: the tables know no shorter way back."""
    now = timezone.now()
    row.move(ReviewState.OPEN)
    row.closed_at = None
    row.save()
    row.move(ReviewState.CLAIMED)
    row.rest_state = decision.rest_before
    row.claimed_by, row.lease_token, row.lease_started = by, uuid.uuid4(), now
    row.lease_expires = lease_end(now, now, tiers.LEASE, tiers.LEASE_CAP)
    row.save()


def _record(by: Member, decision: Decision, row: Reviewable) -> None:
    detail = {
        "decision": decision.pk,
        "action": decision.action,
        "before": decision.content_after,
        "after": decision.content_before,
    }
    record(by, "reviewable.undone", f"reviewable:{row.pk}", detail, band=row.band)
