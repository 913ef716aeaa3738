"""Thresholds in force, on trial, and what a trial shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from community.access import Verb, can, moderated_bands
from community.members.bands import Band
from community.members.models import Member
from moderation.actions.rota import ROTA
from moderation.backtests import shadow_of
from moderation.figures.backtest import Backtest
from moderation.models import Trial
from moderation.screening import policy
from moderation.screening.edit import Place
from moderation.screening.policy import Thresholds
from moderation.states import TrialState

LATEST = 20
RUNNING = (TrialState.PROPOSED, TrialState.SHADOW)


@dataclass(frozen=True)
class InForce:
    """premoderated: everything waits there anyway, so that the score only orders."""

    place: Place
    thresholds: Thresholds
    premoderated: bool

    @property
    def key(self) -> str:
        """How a form names the place."""
        return f"{self.place.band}/{self.place.space}" if self.place.space else self.place.band

    @property
    def words(self) -> str:
        band = Band(self.place.band).audience
        named = f"{self.place.space}, {band}" if self.place.space else band
        return named[:1].upper() + named[1:]


def trials_of(member: Member) -> QuerySet[Trial]:
    seen = Trial.objects.filter(band__in=moderated_bands(member))
    return seen.select_related("by", "proposal__answered_by", "pack", "ended_by")


def latest_trials(member: Member) -> list[Trial]:
    """Those that run first."""
    found = list(trials_of(member)[:LATEST])
    return sorted(found, key=lambda one: one.state not in RUNNING)


def in_force(member: Member) -> list[InForce]:
    """Of each band that the member moderates, and of each space with thresholds of its own."""
    pack = policy.current()
    bands = [band for band in Band if band in moderated_bands(member)]
    places = [Place(band) for band in bands]
    for one in pack.overrides:
        if one.space and one.band in bands and one.language is None and one.model is None:
            places.append(Place(str(one.band), one.space))
    return [
        InForce(place, place.thresholds(pack), pack.band(place.band).premoderated)
        for place in places
    ]


@dataclass(frozen=True)
class TrialPage:
    trial: Trial
    shadow: Backtest | None
    over: bool
    may_publish: bool
    may_drop: bool


def trial_page(member: Member, trial: Trial) -> TrialPage:
    now = timezone.now()
    leads, over = can(member, Verb.EDIT, ROTA), trial.is_over(now)
    return TrialPage(
        trial=trial,
        shadow=shadow_of(trial, now),
        over=over,
        may_publish=leads and over,
        may_drop=leads and trial.in_shadow,
    )
