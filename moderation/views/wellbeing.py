"""A moderator's own page, their breaks, and what a supervisor sees of the team."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from community.access import Verb, can, supervises
from community.access.http import NOT_HERE
from community.members.models import Member
from community.members.requests import MemberRequest
from moderation import actions, queries
from moderation.forms import WellbeingForm
from moderation.loads import settings_of
from moderation.models import Wellbeing

REFUSED = 422


@require_http_methods(["GET", "POST"])
@login_required
def own(request: MemberRequest) -> HttpResponse:
    _theirs(request.user)
    form = WellbeingForm(
        request.POST or None, initial=WellbeingForm.said_by(settings_of(request.user))
    )
    if request.method == "POST" and form.is_valid():
        actions.look_after(request.user, **form.cleaned_data)
        messages.success(request, "Kept. It holds from the next item on.")
        return redirect("moderation:wellbeing")
    context = {
        "page": queries.own_page(request.user),
        "form": form,
        "supervises": supervises(request.user),
    }
    refused = request.method == "POST"
    return render(
        request, "moderation/wellbeing/own.html", context, status=REFUSED if refused else 200
    )


@require_POST
@login_required
def take_break(request: MemberRequest) -> HttpResponse:
    _theirs(request.user)
    actions.take_break(request.user)
    return redirect("moderation:wellbeing")


@require_POST
@login_required
def end_break(request: MemberRequest) -> HttpResponse:
    _theirs(request.user)
    actions.end_break(request.user)
    return redirect("moderation:queue")


@require_GET
@login_required
def team(request: MemberRequest) -> HttpResponse:
    if not supervises(request.user):
        raise Http404(NOT_HERE)
    people = queries.team_page(request.user)
    return render(request, "moderation/wellbeing/team.html", {"people": people})


@require_GET
@login_required
def person(request: MemberRequest, pk: int) -> HttpResponse:
    """One of the team, for their supervisor; one's own page is elsewhere and says more."""
    found = queries.lately_of(pk)
    if found is None or not can(request.user, Verb.SEE, found.settings):
        raise Http404(NOT_HERE)
    if pk == request.user.pk:
        return redirect("moderation:wellbeing")
    people = [queries.colleague(found)]
    return render(request, "moderation/wellbeing/team.html", {"people": people, "one": True})


def _theirs(member: Member) -> None:
    """Whoever does not moderate has no such page."""
    if not can(member, Verb.EDIT, Wellbeing(member=member)):
        raise Http404(NOT_HERE)
