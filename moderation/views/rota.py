"""The rota: who is there when, who stands in, and whether calling people works."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from community.access import Verb, can, moderated_bands
from community.access.http import get_or_404, require
from community.members.bands import Band
from community.members.requests import MemberRequest
from community.members.zones import time_zones
from community.notices import push
from moderation import actions, jobs, pager, queries, staffing
from moderation.actions.rota import ROTA
from moderation.forms import CoverForm, ShiftForm
from moderation.models import Alarm, Chain, Shift


@require_GET
@login_required
def rota(request: MemberRequest) -> HttpResponse:
    _team_only(request)
    people = staffing.eligible()
    return _show(request, ShiftForm(people, initial={"zone": request.user.time_zone}))


@require_POST
@login_required
def give(request: MemberRequest) -> HttpResponse:
    """A new shift on each of the chosen days."""
    _team_only(request)
    form = ShiftForm(staffing.eligible(), request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    said = dict(form.cleaned_data)
    try:
        actions.give_shift(request.user, form.people[said.pop("member")], **said)
    except ValidationError as error:
        form.add_error(None, error)
        return _show(request, form, status=422)
    messages.success(request, "It is in the rota.")
    return redirect("moderation:rota")


@require_POST
@login_required
def end(request: MemberRequest, pk: int) -> HttpResponse:
    _team_only(request)
    get_object_or_404(Shift, pk=pk)
    actions.end_shift(request.user, pk)
    messages.success(request, "This shift is over from today on.")
    return redirect("moderation:rota")


@require_POST
@login_required
def cover(request: MemberRequest, pk: int) -> HttpResponse:
    _team_only(request)
    get_object_or_404(Shift, pk=pk)
    form = CoverForm(request.POST)
    people = {one.pk: one for one in staffing.eligible()}
    if form.is_valid():
        instead = form.cleaned_data["instead"]
        try:
            actions.cover(request.user, pk, form.cleaned_data["day"], people.get(instead))
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, "The rota knows.")
    return redirect("moderation:rota")


@require_POST
@login_required
def drill(request: MemberRequest) -> HttpResponse:
    """Calls those on duty as if somebody were in danger, and says so."""
    require(request.user, Verb.EDIT, ROTA)
    band = request.POST.get("band", "")
    if band not in moderated_bands(request.user):
        raise Http404
    alarm = actions.raise_alarm(Chain.IMMINENT, Band(band))
    reached = alarm.calls.values("member").distinct().count()
    people = "1 person was" if reached == 1 else f"{reached} people were"
    messages.success(request, f"The drill has begun: {people} called.")
    return redirect("moderation:rota")


@require_POST
@login_required
def answer(request: MemberRequest, pk: int) -> HttpResponse:
    drills = Alarm.objects.filter(drill=True)
    get_or_404(drills, request.user, Verb.MODERATE, pk=pk)
    actions.answer_drill(request.user, pk)
    messages.success(request, "Thank you. Nobody else is called.")
    return redirect("moderation:rota")


def _team_only(request: MemberRequest) -> None:
    """The rota does not exist for anybody else."""
    if not can(request.user, Verb.SEE, ROTA):
        raise Http404


def _show(request: MemberRequest, form: ShiftForm, status: int = 200) -> HttpResponse:
    now = timezone.now()
    context = {
        "page": queries.rota_page(request.user, now),
        "form": form,
        "may_edit": can(request.user, Verb.EDIT, ROTA),
        "people": list(form.people.values()),
        "zones": time_zones(),
        "bands": sorted(moderated_bands(request.user), key=list(Band).index),
        "clock_late": jobs.is_late(now),
        "pager": pager.is_set_up(),
        "push_key": push.public_key(),
    }
    return render(request, "moderation/rota.html", context, status=status)
