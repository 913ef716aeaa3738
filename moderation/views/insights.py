"""Insights: how the filter and the team have done."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from community.access import moderated_bands
from community.members.bands import Band
from community.members.requests import MemberRequest
from moderation import plots, queries
from moderation.queries import DAYS, USUAL_DAYS, Insights, Period
from moderation.views.queue import moderators_only


@require_GET
@login_required
def insights(request: MemberRequest) -> HttpResponse:
    """Over the bands that the moderator moderates, or one of them. What cannot be read in the
    address counts as not chosen."""
    moderators_only(request.user)
    bands = sorted(moderated_bands(request.user), key=list(Band).index)
    days, band = _days(request.GET), _band(request.GET, bands)
    page = queries.insights_page(Period.last(days), [band] if band else bands)
    chosen = {"days": days, "choices": DAYS, "bands": bands, "band": band}
    return render(request, "moderation/insights.html", {"page": page, **chosen, **_plots(page)})


def _plots(page: Insights) -> dict[str, Any]:
    bars = [(times, plots.bar(times)) for times in page.tiers]
    return {
        "levels": [
            (
                level,
                plots.whisker(level.overall),
                [(one, plots.whisker(one.right)) for one in level.labels],
            )
            for level in page.levels
        ],
        "bars": bars,
        "any_bar": any(bar for _, bar in bars),
        "missed_whisker": plots.recall_whisker(page.missed.recall),
        "line": plots.line(page.stretches),
    }


def _days(asked: QueryDict) -> int:
    return next((days for days in DAYS if asked.get("days") == str(days)), USUAL_DAYS)


def _band(asked: QueryDict, bands: list[Band]) -> Band | None:
    return next((band for band in bands if asked.get("band") == band), None)
