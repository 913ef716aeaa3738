"""Spaces, the conversations of a space, search."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.access import Verb, can
from community.access.http import get_or_404
from community.members.requests import MemberRequest
from community.safety.queries import away_ids
from forums import queries
from forums.models import Space


@require_safe
@login_required
def spaces(request: MemberRequest) -> HttpResponse:
    found = queries.spaces_of(request.user)
    return render(request, "forums/spaces.html", {"spaces": found})


@require_safe
@login_required
def space(request: MemberRequest, slug: str) -> HttpResponse:
    place = get_or_404(Space.objects.all(), request.user, Verb.SEE, slug=slug)
    shown = queries.space_page(request.user, place, request.GET.get("page"))
    context = {
        "space": place,
        "shown": shown,
        "page": shown.page,
        "can_start": can(request.user, Verb.START, place),
        "away": away_ids(request.user),
    }
    return render(request, "forums/space.html", context)


@require_safe
@login_required
def search(request: MemberRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:200]
    everybody = request.GET.get("everybody") == "yes"
    found = queries.find(request.user, text, request.GET.get("page"), everybody=everybody)
    context = {"found": found, "page": found.page, "everybody": everybody}
    return render(request, "forums/search.html", context)
