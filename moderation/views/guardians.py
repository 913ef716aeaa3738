"""Young people who cannot ask a guardian: for those who lead on safeguarding."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from community.access import Verb, can
from community.access.http import get_or_404
from community.consent.models import Asking, AskingState
from community.members.requests import MemberRequest
from moderation import actions
from moderation.actions.rota import ROTA

LATEST = 20


class WhyForm(forms.Form):
    why = forms.CharField(
        label="Why you think that it is right",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="A second person reads it before they sign, and the log keeps it.",
        error_messages={"required": "Write why: a second person reads it."},
    )


@require_GET
@login_required
def askings(request: MemberRequest) -> HttpResponse:
    if not can(request.user, Verb.EDIT, ROTA):
        raise Http404
    seen = [one for one in Asking.objects.all() if can(request.user, Verb.SEE, one)]
    waiting = [one for one in seen if one.state == AskingState.WAITING]
    done = [one for one in reversed(seen) if one.state != AskingState.WAITING][:LATEST]
    return render(request, "moderation/askings.html", {"waiting": waiting, "done": done})


@require_http_methods(["GET", "POST"])
@login_required
def asking(request: MemberRequest, pk: int) -> HttpResponse:
    """One of them; reading it is in the log. One proposes to agree, another signs."""
    found = get_or_404(Asking.objects.select_related("member"), request.user, pk=pk)
    actions.record_read(request.user, "asking.read", f"asking:{found.pk}", band=found.band)
    form = WhyForm(request.POST if "agree" in request.POST else None)
    try:
        if "decline" in request.POST:
            actions.decline_without_guardian(request.user, found)
            messages.success(request, "They have been told kindly, and who can help.")
            return redirect("moderation:askings")
        if form.is_valid():
            why = form.cleaned_data["why"]
            made = actions.propose_without_guardian(request.user, found, why)
            messages.success(request, "A second person has been asked to sign.")
            return redirect(made)
    except ValidationError as error:
        form.add_error(None, error) if form.is_bound else messages.error(request, error.messages[0])
    status = 422 if form.errors else 200
    context = {"asking": found, "form": form}
    return render(request, "moderation/asking.html", context, status=status)
