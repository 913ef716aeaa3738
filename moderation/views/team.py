"""Who works here: for those who lead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from community.access import Verb, can
from community.members.models import RoleName
from community.members.queries import staff
from community.members.requests import MemberRequest
from moderation import actions, queries
from moderation.actions.rota import ROTA
from moderation.forms import AppointForm, ClearanceForm
from moderation.models import Proposal


@require_GET
@login_required
def team(request: MemberRequest) -> HttpResponse:
    _leads_only(request)
    return _show(request, AppointForm(), ClearanceForm())


@require_POST
@login_required
def appoint(request: MemberRequest) -> HttpResponse:
    _leads_only(request)
    form = AppointForm(request.POST)
    done = _try(request, form, lambda said: actions.appoint(request.user, **said))
    return done or _show(request, form, ClearanceForm(), status=422)


@require_POST
@login_required
def clear(request: MemberRequest) -> HttpResponse:
    _leads_only(request)
    form = ClearanceForm(request.POST)
    done = _try(request, form, lambda said: actions.clear(request.user, **said))
    return done or _show(request, AppointForm(), form, status=422)


@require_POST
@login_required
def end(request: MemberRequest, pk: int) -> HttpResponse:
    """Of one colleague: a role, or what clears them."""
    _leads_only(request)
    member = next((one for one in staff(RoleName.values) if one.pk == pk), None)
    if member is None:
        raise Http404
    role = request.POST.get("role", "")
    try:
        if role in RoleName.values:
            actions.end_role(request.user, member, role)
        elif "clearance" in request.POST:
            actions.end_clearance(request.user, member)
        else:
            raise Http404
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, "It ended at once, and the log has it.")
    return redirect("moderation:team")


def _try(
    request: MemberRequest,
    form: AppointForm | ClearanceForm,
    act: Callable[[dict[str, Any]], object],
) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        made = act(form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return None
    if isinstance(made, Proposal):
        messages.success(request, "A second person has been asked to sign.")
        return redirect(made)
    messages.success(request, "Done, and written down.")
    return redirect("moderation:team")


def _leads_only(request: MemberRequest) -> None:
    if not can(request.user, Verb.EDIT, ROTA):
        raise Http404


def _show(
    request: MemberRequest, role: AppointForm, clearance: ClearanceForm, status: int = 200
) -> HttpResponse:
    context = {"team": queries.team(), "role_form": role, "clearance_form": clearance}
    return render(request, "moderation/team.html", context, status=status)
