from __future__ import annotations

from typing import cast

from allauth.account.views import SignupView as BaseSignupView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from community.access import Verb, can
from community.access.http import get_or_404
from community.members import actions, agegate
from community.members.forms import MemberForm, SignupForm
from community.members.help_lines import help_for
from community.members.models import Member
from community.members.queries import met_by
from community.members.requests import MemberRequest


class SignupView(BaseSignupView):  # type: ignore[misc]  # allauth has no types
    """Sign-up behind the age gate: a locked browser sees the same kind page for a day."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if agegate.is_locked(request):
            return _not_yet(request)
        return cast(HttpResponseBase, super().dispatch(request, *args, **kwargs))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        form: SignupForm = self.get_form()
        born = form.fields["date_of_birth"].widget.value_from_datadict(
            request.POST, {}, "date_of_birth"
        )
        if agegate.refuses(form.fields["date_of_birth"], born):
            response = _not_yet(request)
            agegate.lock(response)
            return response
        return cast(HttpResponseBase, super().post(request, *args, **kwargs))


def _not_yet(request: HttpRequest) -> HttpResponse:
    return render(request, "members/not_yet.html")


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
