"""Two ways in: “Breaks a guideline” and “I'm worried about this person”."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from community.access import Verb, can
from community.members.models import Member
from community.notices.actions import notify
from moderation import content, tiers, wording
from moderation.actions.audit import record
from moderation.actions.cases import raise_case
from moderation.actions.intake import open_reviewable
from moderation.content import Item
from moderation.models import Flag, Reviewable, Risk
from moderation.tiers import IN_DANGER_NOW, RULE_TIER, Rule, Tier

LONGEST_NOTE = 1000
NO_EVIDENCE = "Write in a few words what happened: nothing was recorded, so we only know from you."


@transaction.atomic
def flag(by: Member, kind: str, pk: int, *, concern: str, rule: str = "", note: str = "") -> Flag:
    """Reports content, or says that one is worried about its author. The same person twice is one.

    rule: one of `tiers.Rule` for a guideline; "now" for a worry when there may be danger now.
    Raises NothingHere for what the person cannot see, PermissionDenied for their own content,
    ValidationError for a report that cannot be read.
    """
    item = reportable(by, kind, pk)
    check(concern, rule, note, item)
    tier = _tier(concern, rule)
    reviewable = open_reviewable(
        kind,
        pk,
        band=item.band,
        author=item.author,
        tier=tier,
        reasons=[_reason(by, concern, rule)],
        source="flag",
    )
    made = _store(by, reviewable, concern, rule, note)
    said = {"concern": concern, "rule": rule}
    record(by, "flag.made", f"reviewable:{reviewable.pk}", said, band=item.band)
    if concern == Flag.Concern.WORRY:
        risk = Risk.IMMINENT if tier == Tier.P0 else Risk.CONCERN
        raise_case(item.author, band=item.band, risk=risk, source="flag", reviewable=reviewable)
    elif reviewable.is_waiting:
        _hide_if_many(item, reviewable, rule)
    title, body = wording.receipt(made, reviewable)
    notify(by, kind="flag_receipt", title=title, body=body)
    return made


def reportable(by: Member, kind: str, pk: int) -> Item:
    """The item, if this person can see and report it. Raises NothingHere or PermissionDenied."""
    item = content.find_for(by, kind, pk)
    if item is None or not can(by, Verb.SEE, item):
        raise content.NothingHere
    if not can(by, Verb.FLAG, item):
        raise PermissionDenied(
            "You wrote this yourself. You can change it or take it back."
            if item.manner.shown
            else "This is about yourself, so it cannot be you who reports it."
        )
    return item


def check(concern: str, rule: str, note: str, item: Item) -> None:
    """Raises ValidationError for a report that cannot be read."""
    if concern not in Flag.Concern.values:
        raise ValidationError({"concern": "Choose what this is about."})
    if concern == Flag.Concern.GUIDELINE and rule not in Rule.values:
        raise ValidationError({"rule": "Choose what is wrong with it."})
    if concern == Flag.Concern.WORRY and not item.manner.a_person:
        raise ValidationError({"concern": "Choose whom you are worried about."})
    if concern == Flag.Concern.GUIDELINE and item.manner.evidence and not note.strip():
        raise ValidationError({"note": NO_EVIDENCE})
    if len(note) > LONGEST_NOTE:
        raise ValidationError({"note": f"Keep your words within {LONGEST_NOTE} characters."})


def _tier(concern: str, rule: str) -> Tier:
    if concern == Flag.Concern.WORRY:
        return tiers.WORRY_NOW_TIER if rule == IN_DANGER_NOW else tiers.WORRY_TIER
    return RULE_TIER[rule]


def _reason(by: Member, concern: str, rule: str) -> dict[str, Any]:
    if concern == Flag.Concern.WORRY:
        now = ", who may be in danger now" if rule == IN_DANGER_NOW else ""
        label = f"Somebody is worried about this person{now}"
        return {"code": "flag.worry", "label": label, "words": [], "by": by.pk}
    return {
        "code": f"flag.{rule}",
        "label": f"Reported: {Rule(rule).label}",
        "words": [],
        "by": by.pk,
    }


def _store(by: Member, reviewable: Reviewable, concern: str, rule: str, note: str) -> Flag:
    """What was looked at already is answered at once; a report made again takes the newer words."""
    if not reviewable.is_waiting:
        return Flag.objects.create(
            reviewable=reviewable,
            reporter=by,
            concern=concern,
            rule=rule,
            note=note,
            answered_at=timezone.now(),
        )
    made, _ = Flag.objects.update_or_create(
        reviewable=reviewable,
        reporter=by,
        concern=concern,
        answered_at=None,
        defaults={"rule": rule, "note": note},
    )
    return made


def _hide_if_many(item: Item, reviewable: Reviewable, rule: str) -> None:
    """Takes the content, never the person, out of sight until a moderator has looked."""
    reports = reviewable.flags.filter(concern=Flag.Concern.GUIDELINE, answered_at=None)
    reporters = reports.values("reporter").distinct().count()
    if not item.manner.shown:
        return
    if item.state != "published" or not tiers.hides_content(rule, item.band, reporters):
        return
    content.adapter_for(item.kind).hide(item.pk)
    why = {"why": "reports", "reporters": reporters}
    record(None, "content.hidden", f"reviewable:{reviewable.pk}", why, band=item.band)
    title, body = wording.hidden_by_reports(reviewable)
    notify(
        item.author,
        kind="post_waiting",
        title=title,
        body=body,
        link=wording.own_link(reviewable),
    )
