"""A member and their mentor; a mentor and their members; somebody who would like to be one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from community.access import Verb, can
from community.access.http import NOT_HERE, get_or_404
from community.members.models import Pairing, RoleName
from community.members.requests import MemberRequest
from community.mentoring import actions, queries
from community.mentoring.forms import ApplyForm
from community.mentoring.models import Application

UNPROCESSABLE = 422


@require_GET
@login_required
def mine(request: MemberRequest) -> HttpResponse:
    return render(request, "mentoring/mine.html", {"page": queries.member_page(request.user)})


@require_POST
@login_required
def ask(request: MemberRequest) -> HttpResponse:
    """For a mentor, for another one, or not any more. No reason is asked."""
    member, what = request.user, request.POST.get("what", "")
    try:
        if what == "another":
            actions.ask_for_another(member)
            messages.success(request, "It is done. The team looks for somebody else for you.")
        elif what == "stop":
            actions.stop_asking(member)
            messages.success(request, "You are not waiting any more. Ask again whenever you like.")
        else:
            actions.ask(member)
            messages.success(request, "The team knows. You get a notice when there is somebody.")
    except PermissionDenied:
        messages.error(request, "You have no mentor now. You can ask for one.")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("mentoring:mine")


@require_http_methods(["GET", "POST"])
@login_required
def apply(request: MemberRequest) -> HttpResponse:
    """For adults alone: for others there is no such page."""
    member = request.user
    if not can(member, Verb.SEE, Application(member=member)):
        raise Http404(NOT_HERE)
    form = ApplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.apply(member, form.cleaned_data["why"], form.cleaned_data["offers"])
        except ValidationError as error:
            form.add_error(None, error)
        except PermissionDenied:
            form.add_error(None, "Your account is taking a break. Your text is still here.")
        else:
            messages.success(request, "Thank you. People of the team read it and write to you.")
            return redirect("mentoring:apply")
    context = {"page": queries.member_page(member), "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "mentoring/apply.html", context, status=status)


@require_POST
@login_required
def take_back(request: MemberRequest) -> HttpResponse:
    found = queries.member_page(request.user).application
    if found is None or not can(request.user, Verb.WITHDRAW, found):
        raise Http404(NOT_HERE)
    try:
        actions.take_back(request.user, found)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, "Taken back. You can apply again whenever you like.")
    return redirect("mentoring:apply")


@require_GET
@login_required
def caseload(request: MemberRequest) -> HttpResponse:
    """For those who are peer mentors now."""
    if RoleName.MENTOR not in request.user.roles or request.user.roles_rest:
        raise Http404(NOT_HERE)
    return render(request, "mentoring/caseload.html", {"page": queries.own_page(request.user)})


@require_POST
@login_required
def hand_back(request: MemberRequest, pk: int) -> HttpResponse:
    rows = Pairing.objects.standing().select_related("member", "mentor")
    found = get_or_404(rows, request.user, Verb.HOST, pk=pk)
    actions.hand_back(request.user, found.pk)
    messages.success(request, "Handed back. The team finds somebody else. Thank you for saying so.")
    return redirect("mentoring:caseload")
