from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from community.consent import actions, queries
from community.consent.forms import Choices, GuideForm, RenewForm, UnsafeMemberForm
from community.consent.models import Giver
from community.members.bands import Band
from community.members.consent_ages import agrees_alone
from community.members.models import Word
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
@require_http_methods(["GET", "POST"])
def paused(request: MemberRequest) -> HttpResponse:
    """Consent was taken back: what that means, where help is, and a word with the team."""
    member = request.user
    if member.word != Word.TAKEN_BACK:
        return redirect("guide" if member.is_between else "today")
    form, done = UnsafeMemberForm(request.POST or None), False
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_as_member(member, form.cleaned_data["words"])
            done = True
        except ValidationError as error:
            form.add_error(None, error)
    alone = agrees_alone(member.date_of_birth, member.country)
    context = {"form": form, "done": done, "alone": alone}
    return render(request, "consent/paused.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def own(request: MemberRequest) -> HttpResponse:
    """A member's own switches, and who else answers for them."""
    member = request.user
    kept = queries.choices_of(member, Giver.OWN)
    form = Choices(request.POST if request.method == "POST" else None, initial=kept)
    if request.method == "POST" and form.is_valid():
        actions.choose(member, form.choices, giver=Giver.OWN, method=SIGNED_IN)
        messages.success(request, "Saved.")
        return redirect("own_consent")
    guarded = member.word == Word.GUARDIAN
    context = {
        "form": form,
        "guarded": guarded,
        "guardians": queries.choices_of(member, Giver.GUARDIAN) if guarded else {},
        "may_decide": guarded and agrees_alone(member.date_of_birth, member.country),
        "promise": queries.promise_of(member),
    }
    return render(request, "consent/own.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def renew(request: MemberRequest) -> HttpResponse:
    """The comfort agreement has changed: read it, say yes, and go on to where one was going."""
    promise, onward = queries.promise_of(request.user), _onward(request)
    if promise is None or promise.is_current:
        return redirect(onward)
    form = RenewForm(request.POST or None, member=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.agree_anew(request.user, form.cleaned_data["version"], method=SIGNED_IN)
        except actions.AgreementChanged as error:
            form.add_error(None, error)
        else:
            return redirect(onward)
    context = {"form": form, "next": onward, "fresh": promise.new_in(form.rules)}
    status = 422 if form.errors else 200
    return render(request, "consent/renew.html", context, status=status)


def _onward(request: MemberRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if safe else reverse("today")


@login_required
@require_POST
def decide(request: MemberRequest) -> HttpResponse:
    """Old enough for it: from now on the member's own yes counts."""
    try:
        actions.decide_alone(request.user, method=SIGNED_IN)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("own_consent")
    messages.success(request, "You decide for yourself now.")
    return redirect("guide" if request.user.is_between else "own_consent")
