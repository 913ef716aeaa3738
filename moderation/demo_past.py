"""Some weeks of decisions for the demo community, so that its insights have something to show.

They are about words that left with their authors: nobody who can be signed in as has a past made
up for them. Written as rows, not through the actions, since the log takes no dates of the past.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from community.members.bands import Band
from community.members.demo import DOMAIN
from community.members.models import Member
from moderation import tiers, wording
from moderation.models import Appeal, Decision, Reviewable
from moderation.screening.policy import current
from moderation.states import RESTRICTING, DecisionAction, ReviewState
from moderation.tiers import Tier

KIND = "forums.post"
# Far above the number of any post that is there.
FIRST = 1_000_000_000
ITEMS = 640
OVER = timedelta(days=86)
BANDS = {Band.ADULT: 62, Band.OLDER: 26, Band.YOUNGER: 12}
AGES = {Band.ADULT: 44, Band.OLDER: 16, Band.YOUNGER: 14}
APPEALED = 0.25
REVERSED = 0.3
D = DecisionAction


@dataclass(frozen=True)
class Kind:
    """One sort of item: how frequent, how often a moderator acts, with which reason."""

    often: int
    acted: float
    tier: Tier
    source: str = "screening"
    code: str = ""
    held: float = 0.0
    reason: str = "guideline_unkind"


KINDS = (
    Kind(14, 0.80, Tier.P3, code="toxicity.insult", held=0.5),
    Kind(9, 0.72, Tier.P2, code="toxicity.identity_attack", held=0.8, reason="guideline_hate"),
    Kind(10, 0.35, Tier.P3, code="toxicity.obscene", held=0.3),
    Kind(4, 0.60, Tier.P1, code="toxicity.threat", held=0.9, reason="guideline_threat"),
    Kind(8, 0.85, Tier.P3, code="contact.phone", held=0.4, reason="guideline_private"),
    Kind(9, 0.55, Tier.P3, code="contact.elsewhere", held=0.4, reason="guideline_elsewhere"),
    Kind(9, 0.66, Tier.P2, code="medical.dosing", held=0.95, reason="guideline_medical"),
    Kind(6, 0.10, Tier.P0, code="crisis.intent", held=0.3, reason="safety_care"),
    Kind(11, 0.45, Tier.P3, source="flag", code="flag.unkind"),
    Kind(22, 0.14, Tier.P4, source="sample"),
)
# The usual part of the promised time that passes before somebody looks.
PACE = {Tier.P0: 0.35, Tier.P1: 0.4, Tier.P2: 0.55, Tier.P3: 0.45, Tier.P4: 0.3}


@transaction.atomic
def load_past(people: dict[str, Member]) -> int:
    """How many decisions were added; none when they are there."""
    if Reviewable.objects.filter(kind=KIND, object_id__gte=FIRST).exists():
        return 0
    authors = {band: _former(band) for band in BANDS}
    chance, now = random.Random(28), timezone.now()
    rows = list(_rows(chance, now, authors))
    made = [_decision(chance, row, people) for row in rows]
    asked = [d for d in made if d.restricts and chance.random() < APPEALED]
    appeals = [_appeal(chance, decision, people) for decision in asked]
    Reviewable.objects.bulk_create(rows)
    Decision.objects.bulk_create(made)
    Appeal.objects.bulk_create(appeals)
    return len(made)


def _former(band: Band) -> Member:
    """Somebody who has left: an account that cannot be signed in to."""
    found = Member.objects.filter(email=f"former-{band}@{DOMAIN}").first()
    return found or Member.objects.create(
        email=f"former-{band}@{DOMAIN}",
        display_name=f"Former member, {band.label}",
        date_of_birth=timezone.localdate() - timedelta(days=AGES[band] * 366),
        band=band,
        joined_at=timezone.now() - 2 * OVER,
        is_active=False,
    )


def _rows(
    chance: random.Random, now: datetime, authors: dict[Band, Member]
) -> Iterator[Reviewable]:
    places = list(apps.get_model("forums", "Space").objects.values_list("band", "name"))
    spaces = {band: [name for of, name in places if of == band] or [""] for band in BANDS}
    for number in range(ITEMS):
        band = chance.choices(list(BANDS), list(BANDS.values()))[0]
        kind = chance.choices(KINDS, [one.often for one in KINDS])[0]
        opened = now - timedelta(days=4) - OVER * chance.random()
        first_look, breach = tiers.deadlines(kind.tier, band, opened)
        codes = [kind.code] if kind.code else []
        codes += ["premoderation"] if band is Band.YOUNGER and kind.source == "screening" else []
        yield Reviewable(
            kind=KIND,
            object_id=FIRST + number,
            band=band,
            space_name=chance.choice(spaces[band]),
            title="A conversation that is gone",
            author=authors[band],
            tier=kind.tier,
            score=round(chance.random(), 2),
            reasons=[{"code": code, "label": wording.label(code), "words": []} for code in codes],
            sources=[kind.source],
            policy=current().version if kind.source != "flag" else "",
            sampled_share=0.05 if kind.source == "sample" else None,
            state=ReviewState.CLOSED,
            opened_at=opened,
            due_first_look=first_look,
            due_breach=breach,
        )


def _decision(chance: random.Random, row: Reviewable, people: dict[str, Member]) -> Decision:
    code = row.reasons[0]["code"] if row.reasons else ""
    kind = next(k for k in KINDS if k.source == row.sources[0] and k.code in (code, ""))
    held = row.band == Band.YOUNGER or chance.random() < kind.held
    acted = chance.random() < kind.acted
    action = (D.RETURN if held else D.HIDE) if acted else D.APPROVE
    passed = PACE[Tier(row.tier)] * chance.lognormvariate(0, 0.75)
    seconds = chance.randint(20, 240)
    looked = row.opened_at + (row.due_first_look - row.opened_at) * passed
    row.closed_at = looked + timedelta(seconds=seconds)
    who = "Bo" if row.band == Band.ADULT and chance.random() < 0.5 else "Ana"
    before = "held" if held else "published"
    return Decision(
        reviewable=row,
        by=people[who],
        action=action,
        reason_code=kind.reason if action in RESTRICTING else "",
        content_before=before,
        content_after={D.APPROVE: "published", D.HIDE: "hidden"}.get(action, action),
        lease_token=uuid.UUID(int=chance.getrandbits(128)),
        decided_at=row.closed_at,
        seconds_held=seconds,
    )


def _appeal(chance: random.Random, decision: Decision, people: dict[str, Member]) -> Appeal:
    """Answered by somebody who did not decide first. The item bears the times of the appeal."""
    row, changed = decision.reviewable, chance.random() < REVERSED
    row.state = ReviewState.OVERTURNED if changed else ReviewState.UPHELD
    row.opened_at = decision.decided_at + timedelta(hours=chance.uniform(1, 30))
    row.closed_at = row.opened_at + timedelta(hours=chance.uniform(1, 9))
    row.due_first_look, row.due_breach = tiers.deadlines(row.tier, row.band, row.opened_at)
    decision.overturned_at = row.closed_at if changed else None
    return Appeal(
        decision=decision,
        by=row.author,
        text="I meant this kindly.",
        created_at=row.opened_at,
        outcome=row.state,
        answer="Thank you for asking. We looked again.",
        answered_by=people["Noor" if decision.by == people["Ana"] else "Ana"],
        answered_at=row.closed_at,
    )
