"""My groups, one group, its agreement, one session."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from community.access import Verb, can
from community.access.http import get_or_404
from community.members.requests import MemberRequest
from groups import actions, queries
from groups.forms import AgreementForm, NoteForm
from groups.models import Group, Session, agreement_in_force
from groups.plots import plots


def find_group(request: MemberRequest, pk: int) -> Group:
    return get_or_404(queries.groups_near(request.user), request.user, Verb.SEE, pk=pk)


def find_session(request: MemberRequest, group_id: int, pk: int) -> Session:
    near = queries.sessions_near(request.user)
    return get_or_404(near, request.user, Verb.SEE, pk=pk, group_id=group_id)


@login_required
@require_GET
def index(request: MemberRequest) -> HttpResponse:
    page = queries.my_groups(request.user)
    makes = bool(queries.templates_for(request.user))
    return render(request, "groups/index.html", {"page": page, "makes": makes})


@login_required
@require_GET
def next_up(request: MemberRequest) -> HttpResponse:
    """The next session again: its Join lights up without a reload."""
    card = queries.my_groups(request.user).next
    return render(request, "groups/_next.html", {"card": card})


@login_required
@require_GET
def group(request: MemberRequest, pk: int) -> HttpResponse:
    found = find_group(request, pk)
    page = queries.group_page(request.user, found)
    context = {"group": found, "page": page}
    if page.card.is_member:
        context["plots"] = plots(queries.own_check_ins(request.user, found))
        context["remind"] = page.remind
    return render(request, "groups/group.html", context)


@login_required
@require_POST
def enrol(request: MemberRequest, pk: int) -> HttpResponse:
    found = find_group(request, pk)
    membership = actions.enrol(request.user, found)
    if membership.state == "waiting":
        messages.info(request, "You are on the waiting list. We tell you when there is a place.")
    else:
        messages.success(request, "Welcome. You are in the group.")
    return redirect("group", pk=pk)


@login_required
@require_POST
def leave(request: MemberRequest, pk: int) -> HttpResponse:
    actions.leave(request.user, find_group(request, pk))
    messages.success(request, "You have left the group. You can come back when there is a place.")
    return redirect("groups")


@login_required
@require_http_methods(["GET", "POST"])
def agreement(request: MemberRequest, pk: int) -> HttpResponse:
    """Read it; say yes to the version that was read; go back to where it was asked for."""
    found = find_group(request, pk)
    form = AgreementForm(request.POST or None)
    back = request.POST.get("next") or request.GET.get("next") or ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.accept_agreement(request.user, found, form.cleaned_data["version"])
            safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
            return redirect(back if safe else found.get_absolute_url())
        except actions.AgreementChanged as error:
            form.add_error(None, error)
    in_force = agreement_in_force(found)
    context = {
        "group": found,
        "agreement": in_force,
        "accepted": queries.has_accepted(request.user, in_force),
        "form": form,
        "next": back,
    }
    return render(request, "groups/agreement.html", context)


@login_required
@require_GET
def session(request: MemberRequest, group_id: int, pk: int) -> HttpResponse:
    return show_session(request, find_session(request, group_id, pk))


def show_session(
    request: MemberRequest, session: Session, note_form: NoteForm | None = None
) -> HttpResponse:
    """With the check-in that belongs to this moment, and for facilitators the record."""
    context = _session_context(request, session)
    context["can_report"] = actions.can_report(request.user, session)
    if context["can_host"]:
        context |= {"record": queries.record_of(session), "note_form": note_form or NoteForm()}
    elif request.user.pk in session.group.active_ids:
        moment = actions.moment_to_ask(session, timezone.now())
        done = moment and queries.own_check_in(request.user, session, moment)
        context |= {"moment": moment, "checked_in": done}
    status = 422 if note_form else 200
    return render(request, "groups/session.html", context, status=status)


@login_required
@require_GET
def door(request: MemberRequest, group_id: int, pk: int) -> HttpResponse:
    """The way in, again: it opens without a reload."""
    found = find_session(request, group_id, pk)
    return render(request, "groups/_door.html", _session_context(request, found))


def _session_context(request: MemberRequest, session: Session) -> dict[str, object]:
    in_force = agreement_in_force(session.group)
    return {
        "session": session,
        "group": session.group,
        "card": queries.card_for(request.user, session.group, session),
        "accepted": queries.has_accepted(request.user, in_force),
        "removed": queries.removal_of(request.user, session),
        "can_host": can(request.user, Verb.HOST, session),
        "can_enrol": can(request.user, Verb.ENROL, session.group),
    }
