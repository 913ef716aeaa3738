from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from community.access import Verb, can
from community.access.http import get_or_404
from community.members import actions
from community.members.forms import MemberForm
from community.members.help_lines import help_for
from community.members.models import Member
from community.members.queries import met_by
from community.members.requests import MemberRequest


@login_required
@require_http_methods(["GET", "POST"])
def me(request: MemberRequest) -> HttpResponse:
    member = request.user
    form = MemberForm(request.POST or None, instance=Member.objects.get(pk=member.pk))
    if request.method == "POST" and form.is_valid():
        actions.update_settings(member, **form.cleaned_data)
        if member.profile_shown:
            messages.success(request, "Saved.")
        else:
            messages.success(request, "Saved. Others see it once a moderator has looked.")
        return redirect("me")
    return render(request, "members/me.html", {"form": form})


@login_required
@require_POST
def flare(request: MemberRequest) -> HttpResponse:
    """Turns flare mode on or off and goes back to where the member was."""
    actions.update_settings(request.user, flare_mode=not request.user.flare_mode)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return redirect(back if safe else "me")


@login_required
@require_GET
def person(request: MemberRequest, pk: int) -> HttpResponse:
    member = get_or_404(met_by(request.user), request.user, pk=pk)
    shown = (
        member.profile_shown or can(request.user, Verb.MODERATE, member) or member == request.user
    )
    return render(request, "members/person.html", {"person": member, "shown": shown})


@require_GET
def get_help(request: HttpRequest) -> HttpResponse:
    who = request.user
    help_now = help_for(
        who.time_zone if who.is_authenticated else settings.TIME_ZONE_OF_VISITORS,
        youth=who.is_youth if who.is_authenticated else None,
    )
    return render(request, "members/help.html", {"help": help_now})
