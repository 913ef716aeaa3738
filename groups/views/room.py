"""The room, what is said and done in it, and the way out."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from community.access import Verb, can
from community.access.http import require
from community.members.models import Member
from community.members.requests import MemberRequest
from community.resources.queries import suggestion_for
from community.safety.queries import away_ids
from groups import actions, queries
from groups.forms import RemovalForm
from groups.models import CheckIn, Room, Session, Signal, agreement_in_force
from groups.states import LineState
from groups.views.pages import find_session

HELP_URL = "/help/"
THANKS = "Thank you for being here. Take a moment before whatever comes next."
LEFT = ("You have left the room", THANKS)
FAREWELLS = {
    "ended": ("This session is over", THANKS),
    "removed": (
        "You are no longer in the room",
        "A facilitator ended your time in this session. You are still in the group.",
    ),
    "denied": (
        "You were not let in this time",
        "The facilitators could not let you in just now. You are still in the group.",
    ),
    "replaced": (
        "You are in the room in another window",
        "This window has left, so that you are there once. You can close it.",
    ),
    "refused": (
        "You cannot be in the room now",
        "The room may be full, or something about your place has changed. "
        "Your notices may say more.",
    ),
}


@login_required
@require_GET
def room(request: MemberRequest, group_id: int, pk: int) -> HttpResponse:
    """The room. Who cannot go in yet is led to what is missing."""
    session = find_session(request, group_id, pk)
    if not can(request.user, Verb.JOIN, Room(session)):
        return _what_is_missing(request, session)
    is_host = can(request.user, Verb.HOST, Room(session))
    context = {
        "session": session,
        "group": session.group,
        "is_host": is_host,
        # Who looks after the room reads every line of it.
        "away": "" if is_host else away_ids(request.user),
        "host_names": queries.host_names(session),
        "signals": queries.open_signals(session) if is_host else [],
        "notes": session.notes.select_related("author") if is_host else [],
        "reactions": actions.REACTIONS,
    }
    return render(request, "groups/room.html", context)


def _what_is_missing(request: MemberRequest, session: Session) -> HttpResponse:
    group, here = session.group, session.get_absolute_url()
    in_force = agreement_in_force(group)
    inside = request.user.pk in group.active_ids
    if inside and session.is_joinable and not queries.has_accepted(request.user, in_force):
        agreement = reverse("group_agreement", args=[group.pk])
        return redirect(f"{agreement}?{urlencode({'next': session.room_url})}")
    return redirect(here)


@login_required
@require_POST
def open_room(request: MemberRequest, group_id: int, pk: int) -> HttpResponse:
    session = find_session(request, group_id, pk)
    try:
        actions.open_session(request.user, session)
    except ValidationError as error:
        messages.error(request, str(error.message))
        return redirect(session)
    return redirect(session.room_url)


@login_required
@require_POST
def token(request: MemberRequest, group_id: int, pk: int) -> JsonResponse:
    """A short-lived token for the call; asked for anew each time the page connects."""
    session = find_session(request, group_id, pk)
    try:
        return JsonResponse({"token": actions.issue_join_token(request.user, session)})
    except PermissionDenied as error:
        return _refused(error, status=403)


@login_required
@require_POST
def say(request: MemberRequest, group_id: int, pk: int) -> JsonResponse:
    session = find_session(request, group_id, pk)
    text, key = request.POST.get("text", ""), request.POST.get("key", "")[:36]
    try:
        said = actions.say(request.user, session, text, key)
    except ValidationError as error:
        return JsonResponse({"error": str(error.message)}, status=400)
    except PermissionDenied as error:
        return _refused(error, status=403)
    help_card = render_to_string("groups/_help_card.html", {"help_url": HELP_URL})
    return JsonResponse(
        {
            "html": render_to_string("groups/_line.html", {"line": said.line}, request),
            "seq": said.line.seq,
            "held": said.line.state == LineState.HELD,
            "help": help_card if said.care else "",
        }
    )


@login_required
@require_POST
def word(request: MemberRequest, group_id: int, pk: int) -> JsonResponse:
    try:
        actions.ask_for_a_word(request.user, find_session(request, group_id, pk))
    except PermissionDenied as error:
        return _refused(error, status=403)
    return JsonResponse({})


@login_required
@require_POST
def see_signal(request: MemberRequest, group_id: int, pk: int, signal_id: int) -> JsonResponse:
    session = find_session(request, group_id, pk)
    require(request.user, Verb.HOST, Room(session))
    signal = get_object_or_404(Signal, pk=signal_id, session=session)
    actions.see_signal(request.user, signal)
    return JsonResponse({})


@login_required
@require_POST
def remove(request: MemberRequest, group_id: int, pk: int) -> JsonResponse:
    session = find_session(request, group_id, pk)
    if not can(request.user, Verb.HOST, Room(session)):
        return _refused(PermissionDenied(), status=403)
    form = RemovalForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": "Write the reason in up to 280 characters."}, status=400)
    inside = Member.objects.filter(memberships__group=session.group)
    person = get_object_or_404(inside, pk=form.cleaned_data["member"])
    try:
        actions.remove_from_session(
            request.user,
            session,
            person,
            form.cleaned_data["reason"],
            may_return=form.cleaned_data["may_return"],
        )
    except PermissionDenied as error:
        return _refused(error, status=403)
    return JsonResponse({})


@login_required
@require_GET
def devices(request: MemberRequest) -> HttpResponse:
    """Camera, microphone, sound and connection, tried before a meeting."""
    return render(request, "groups/devices.html")


@login_required
@require_GET
def goodbye(request: MemberRequest, group_id: int, pk: int) -> HttpResponse:
    session = find_session(request, group_id, pk)
    removed = queries.removal_of(request.user, session)
    why = "removed" if removed else "ended" if session.is_over else request.GET.get("why", "")
    inside = request.user.pk in session.group.active_ids
    asked = inside and not removed and session.attendance.filter(member=request.user).exists()
    after = CheckIn.Moment.AFTER if asked else None
    context = {
        "moment": after,
        "checked_in": after and queries.own_check_in(request.user, session, after),
        "session": session,
        "words": FAREWELLS.get(why, LEFT),
        "removed": removed,
        "can_return": can(request.user, Verb.JOIN, Room(session)),
        "next": queries.next_of_group(session.group, after=session),
        "resource": suggestion_for(request.user),
        "can_report": actions.can_report(request.user, session),
    }
    return render(request, "groups/goodbye.html", context)


def _refused(error: PermissionDenied, status: int) -> JsonResponse:
    return JsonResponse({"error": str(error) or "You cannot do this here."}, status=status)
