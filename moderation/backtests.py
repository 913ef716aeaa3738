"""What was read and judged in the past, to hold other thresholds against."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from moderation import content
from moderation.content import Reading
from moderation.figures.backtest import Backtest, Past, backtest
from moderation.models import Decision, Trial
from moderation.screening import policy
from moderation.screening.edit import Place
from moderation.screening.policy import Policy, Thresholds
from moderation.screening.verdict import Outcome, strictest
from moderation.states import RESTRICTING, DecisionAction

# The newest of each kind; older ones are left out.
MOST_READ = 20_000
BACK = timedelta(days=28)

Judgement = tuple[bool, int]


def pasts(place: Place, since: datetime, until: datetime) -> list[Past]:
    """What was sent in that time, as the model that reads now scored it.

    Scores of another model mean something else, so readings by it are left out; so are those made
    while no model answered.
    """
    found = content.readings(since, until, place.band, MOST_READ)
    if place.space:
        found = [one for one in found if one.space == place.space]
    sound = [one for one in found if not one.verdict.get("degraded")]
    model = sound[0].verdict.get("model") if sound else None
    pack, judged = policy.current(), _judged(place.band, since)
    return [
        _past(one, pack, judged.get((one.kind, one.pk)))
        for one in sound
        if one.verdict.get("model") == model
    ]


def try_out(place: Place, new: Thresholds, until: datetime | None = None) -> Backtest:
    """Against what is in force there now, over the last four weeks."""
    until = until or timezone.now()
    old = place.thresholds(policy.current())
    return backtest(pasts(place, until - BACK, until), old, new)


def shadow_of(trial: Trial, now: datetime) -> Backtest | None:
    """What the trial would have done since it went into the shadow; None before it did."""
    if trial.shadow_since is None or trial.shadow_until is None:
        return None
    until = min(now, trial.shadow_until)
    return backtest(pasts(trial.place, trial.shadow_since, until), trial.old, trial.new)


def _past(one: Reading, pack: Policy, judged: Judgement | None) -> Past:
    return Past(
        kind=one.kind,
        pk=one.pk,
        space=one.space,
        at=one.at,
        score=pack.toxicity(one.verdict.get("signals", {})),
        other=_other(one, pack),
        restricted=judged[0] if judged else None,
        reviewable=judged[1] if judged else None,
    )


def _other(one: Reading, pack: Policy) -> Outcome:
    """What everything but toxicity asks for under the pack in force."""
    codes = [str(reason["code"]) for reason in one.verdict.get("reasons", ())]
    found = [pack.outcome(code, one.band) for code in codes if code in pack.findings]
    return strictest(*found, "hold" if pack.band(one.band).premoderated else "publish")


def _judged(band: str, since: datetime) -> dict[tuple[str, int], Judgement]:
    """What moderators said of each item last, and in which reviewable; passing on says nothing."""
    decisions = (
        Decision.objects.filter(reviewable__band=band, decided_at__gte=since)
        .exclude(action=DecisionAction.ESCALATE)
        .order_by("decided_at", "pk")
        .values_list(
            "reviewable__kind", "reviewable__object_id", "reviewable_id", "action", "overturned_at"
        )
    )
    return {
        (kind, pk): (action in RESTRICTING and overturned is None, row)
        for kind, pk, row, action, overturned in decisions
    }
