"""What facilitators do for their group outside the room."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from community.access import Verb
from community.access.http import require
from community.members.models import Member
from community.members.requests import MemberRequest
from groups import actions
from groups.forms import AgreementTextForm, SessionForm
from groups.models import agreement_in_force
from groups.views.pages import find_group


@login_required
@require_POST
def let_in(request: MemberRequest, pk: int, member_id: int) -> HttpResponse:
    found = find_group(request, pk)
    # First: who may not let anybody in learns nothing of who is in the group.
    require(request.user, Verb.HOST, found)
    person = get_object_or_404(Member, pk=member_id, memberships__group=found)
    try:
        actions.let_in(request.user, found, person)
        messages.success(request, f"{person.display_name} is in the group now.")
    except ValidationError as error:
        messages.error(request, str(error.message))
    return redirect("group", pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def plan(request: MemberRequest, pk: int) -> HttpResponse:
    """A facilitator plans the next meeting."""
    found = find_group(request, pk)
    require(request.user, Verb.HOST, found)
    form = SessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        session = actions.plan_session(
            request.user,
            found,
            title=form.cleaned_data["title"],
            starts_at=form.cleaned_data["starts_at"],
            ends_at=form.ends_at,
            agenda=form.cleaned_data["agenda"],
        )
        messages.success(request, "The meeting is planned. Everybody in the group can see it.")
        return redirect(session)
    return render(request, "groups/plan.html", {"group": found, "form": form})


@login_required
@require_http_methods(["GET", "POST"])
def write_agreement(request: MemberRequest, pk: int) -> HttpResponse:
    """A facilitator writes a new version: from then on everybody is asked again."""
    found = find_group(request, pk)
    require(request.user, Verb.HOST, found)
    in_force = agreement_in_force(found)
    form = AgreementTextForm(request.POST or None, initial={"text": in_force and in_force.text})
    if request.method == "POST" and form.is_valid():
        actions.write_agreement(request.user, found, form.cleaned_data["text"])
        messages.success(request, "The new agreement is in force. We ask everybody to read it.")
        return redirect("group_agreement", pk=pk)
    return render(request, "groups/write_agreement.html", {"group": found, "form": form})
