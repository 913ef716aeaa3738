"""The page of whoever keeps the machines: how calls fare on which node."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from community.access import Verb, can
from community.members.requests import MemberRequest
from video import actions, queries


@login_required
@require_GET
def calls(request: MemberRequest) -> HttpResponse:
    _find(request)
    part = "video/_nodes.html" if request.headers.get("HX-Request") else "video/calls.html"
    return render(request, part, {"page": queries.calls()})


@login_required
@require_http_methods(["GET", "POST"])
def drain(request: MemberRequest) -> HttpResponse:
    """Asks first: people in the calls notice it for some seconds."""
    _find(request)
    name = request.POST.get("node", request.GET.get("node", ""))
    if request.method == "POST":
        try:
            actions.drain(request.user, name)
        except ValidationError as error:
            messages.error(request, str(error.message))
        return redirect("calls")
    line = next((one for one in queries.calls().nodes if one.card.name == name), None)
    if line is None:
        return redirect("calls")
    return render(request, "video/drain.html", {"node": line})


@login_required
@require_POST
def undrain(request: MemberRequest) -> HttpResponse:
    _find(request)
    try:
        actions.undrain(request.user, request.POST.get("node", ""))
    except ValidationError as error:
        messages.error(request, str(error.message))
    return redirect("calls")


def _find(request: MemberRequest) -> None:
    """For nobody else is there such a page."""
    if not can(request.user, Verb.SEE, queries.Calls()):
        raise Http404
