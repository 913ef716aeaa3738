"""The life of a group, as its facilitators steer it: new, started, other times, the last one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from community.access import Verb
from community.access.http import NOT_HERE, get_or_404, require
from community.members.bands import Audience
from community.members.requests import MemberRequest
from groups import actions, queries
from groups.forms import CallOffForm, LastMeetingForm, NewGroupForm, SlotsForm
from groups.models import Group, GroupTemplate
from groups.views.pages import find_group, find_session


@login_required
@require_GET
def templates(request: MemberRequest) -> HttpResponse:
    """What a new group can be made from. Who may make none finds no such page."""
    found = queries.templates_for(request.user)
    if not found:
        raise Http404(NOT_HERE)
    return render(request, "groups/templates.html", {"templates": found})


@login_required
@require_http_methods(["GET", "POST"])
def create(request: MemberRequest, pk: int) -> HttpResponse:
    template = get_or_404(GroupTemplate.objects.all(), request.user, Verb.SEE, pk=pk)
    # Only now: what is not there for somebody takes no longer than what does not exist.
    prefetch_related_objects([template], "meetings")
    form = NewGroupForm(request.POST or None, by=request.user, template=template)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            group = actions.create_from_template(
                request.user,
                template,
                name=given["name"],
                time_zone=given["time_zone"],
                first_day=given["first_day"],
                slots=form.slots,
                weeks=given.get("weeks"),
                co_facilitator=given["co_facilitator"],
                audience=given.get("audience") or Audience.MEMBERS,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "The group is there. People can join; you start it.")
            return redirect(group)
    return render(request, "groups/new.html", {"template": template, "form": form})


@login_required
@require_POST
def start(request: MemberRequest, pk: int) -> HttpResponse:
    found = find_group(request, pk)
    try:
        actions.start_group(request.user, found)
        messages.success(request, "The group has begun. Everybody in it hears when it meets.")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(found)


@login_required
@require_http_methods(["GET", "POST"])
def times(request: MemberRequest, pk: int) -> HttpResponse:
    """Other times, from a day on."""
    found = find_group(request, pk)
    require(request.user, Verb.HOST, found)
    form = SlotsForm(request.POST or None, initial=_slots_now(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_slots(
                request.user, found, form.slots, first_day=form.cleaned_data["first_day"]
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "The times have changed. Everybody in the group hears of it.")
            return redirect(found)
    return render(request, "groups/times.html", {"group": found, "form": form})


def _slots_now(group: Group) -> dict[str, object]:
    initial: dict[str, object] = {"first_day": group.today()}
    for number, slot in enumerate(group.slots.filter(last_day=None), start=1):
        initial |= {f"weekday{number}": slot.weekday, f"starts{number}": slot.starts}
    return initial


@login_required
@require_http_methods(["GET", "POST"])
def last(request: MemberRequest, pk: int) -> HttpResponse:
    """Which meeting is the last one, for saying goodbye."""
    found = find_group(request, pk)
    require(request.user, Verb.HOST, found)
    form = LastMeetingForm(request.POST or None, group=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.say_goodbye(request.user, found, form.cleaned_data["last"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "The last meeting is set. Everybody hears of it.")
            return redirect(found)
    return render(request, "groups/last.html", {"group": found, "form": form})


@login_required
@require_http_methods(["GET", "POST"])
def call_off(request: MemberRequest, group_id: int, pk: int) -> HttpResponse:
    session = find_session(request, group_id, pk)
    require(request.user, Verb.HOST, session)
    form = CallOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.call_off(request.user, session, form.cleaned_data["why"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "The meeting is called off. Everybody hears of it.")
            return redirect(session)
    return render(request, "groups/call_off.html", {"session": session, "form": form})
