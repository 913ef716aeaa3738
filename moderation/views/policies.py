"""The policy pack: which one is in force, what each changed, and one step back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from community.access import Verb, can
from community.members.requests import MemberRequest
from moderation import actions, queries
from moderation.actions.rota import ROTA
from moderation.screening.policy import current
from moderation.views.queue import moderators_only


@require_GET
@login_required
def policy(request: MemberRequest) -> HttpResponse:
    moderators_only(request.user)
    context = {
        "pack": current(),
        "packs": queries.packs(request.user),
        "may_edit": can(request.user, Verb.EDIT, ROTA),
    }
    return render(request, "moderation/policy.html", context)


@require_POST
@login_required
def roll_back(request: MemberRequest) -> HttpResponse:
    try:
        pack = actions.roll_back(request.user, request.POST.get("why", ""))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("moderation:policy")
    if pack.is_in_force:
        messages.success(request, f"Version {pack.version} is in force.")
    else:
        messages.info(request, "This loosens something for youth: a second person has been asked.")
    return redirect("moderation:policy")
