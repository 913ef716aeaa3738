"""Safety in the hand: what a member does for themselves, without asking anybody."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access.http import get_or_404
from community.members.queries import met_by
from community.members.requests import MemberRequest
from community.safety import actions, devices, leaving, queries
from community.safety.forms import BreakForm, NotesForm
from community.safety.models import Distance, Preference

SAID = {
    Distance.Kind.BLOCK: "Blocked. They are not told.",
    Distance.Kind.MUTE: "Muted. They are not told.",
}


@require_safe
@login_required
def safety(request: MemberRequest) -> HttpResponse:
    return _show(request, _notes_form(request))


@require_POST
@login_required
def notes(request: MemberRequest) -> HttpResponse:
    """What to fold away by its content note."""
    form = NotesForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    actions.choose_reading(request.user, **form.cleaned_data)
    messages.success(request, "Saved. Nobody else sees what you chose.")
    return redirect("safety")


@require_POST
@login_required
def quick_exit(request: MemberRequest) -> HttpResponse:
    actions.want_quick_exit(request.user, request.POST.get("wanted") == "yes")
    return redirect("safety")


@require_POST
@login_required
def shared_device(request: MemberRequest) -> HttpResponse:
    """From now on this visit is short and leaves nothing behind."""
    devices.begin(request)
    messages.success(request, "We keep nothing on this device from now on.")
    return redirect("safety")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    return leaving.leave(request)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def take_a_break(request: MemberRequest) -> HttpResponse:
    form = BreakForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.take_a_break(request.user, int(form.cleaned_data["days"]))
        return redirect("break")
    status = 422 if form.errors else 200
    return render(request, "safety/break.html", {"form": form}, status=status)


@require_POST
@login_required
def come_back(request: MemberRequest) -> HttpResponse:
    actions.come_back(request.user)
    messages.success(request, "Welcome back. What waited for you is in your notices.")
    return redirect("today")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def distance(request: MemberRequest, pk: int) -> HttpResponse:
    """Block, mute, or neither. One page for each person, reached from whatever they wrote."""
    others = met_by(request.user).exclude(pk=request.user.pk)
    other = get_or_404(others, request.user, pk=pk)
    kind = request.POST.get("kind", "")
    if request.method == "POST" and kind in Distance.Kind.values:
        actions.keep_away(request.user, other, kind)
        messages.success(request, SAID[Distance.Kind(kind)])
        return redirect("safety")
    if request.method == "POST":
        actions.let_near(request.user, other)
        messages.success(request, f"{other.display_name} is no longer kept away.")
        return redirect("safety")
    kept = queries.kept_away(request.user).get(other.pk, "")
    return render(request, "safety/distance.html", {"person": other, "kept": kept})


def _notes_form(request: MemberRequest) -> NotesForm:
    chosen = Preference.objects.filter(member=request.user).first()
    names = ("topics", "words", "opens_notes")
    return NotesForm(initial={name: getattr(chosen, name) for name in names} if chosen else None)


def _show(request: MemberRequest, form: NotesForm, status: int = 200) -> HttpResponse:
    context = {"kept": queries.kept_people(request.user), "form": form}
    return render(request, "safety/safety.html", context, status=status)
