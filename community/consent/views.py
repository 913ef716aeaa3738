from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from community.consent import actions
from community.consent.forms import GuideForm
from community.members.bands import Band
from community.members.requests import MemberRequest

SIGNED_IN = "signed in"


@login_required
@require_http_methods(["GET", "POST"])
def guide(request: MemberRequest) -> HttpResponse:
    """After a birthday: the old spaces are closed, and this opens the new ones."""
    member = request.user
    if not member.is_between:
        return redirect("today")
    form = GuideForm(request.POST or None, member=member)
    if request.method == "POST" and form.is_valid():
        try:
            actions.finish_guide(
                member,
                keep_name=form.cleaned_data["keep_name"],
                choices=form.choices,
                method=SIGNED_IN,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"You are in the spaces for {member.age_band.audience} now.")
            return redirect("today")
    context = {"form": form, "before": Band(member.band), "after": member.age_band}
    status = 422 if form.errors else 200
    return render(request, "consent/guide.html", context, status=status)


@login_required
@require_GET
def paused(request: MemberRequest) -> HttpResponse:
    """Consent was taken back: what that means, and where help is."""
    if not request.user.is_frozen:
        return redirect("today")
    if request.user.is_between:
        return redirect("guide")
    return render(request, "consent/paused.html")
