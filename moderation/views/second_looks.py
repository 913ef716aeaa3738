"""Judge what somebody else has judged, without knowing how."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from community.access import Verb
from community.access.http import get_or_404
from community.members.requests import MemberRequest
from moderation import actions
from moderation.models import SecondLook
from moderation.views.queue import moderators_only


@require_GET
@login_required
def second_look(request: MemberRequest) -> HttpResponse:
    moderators_only(request.user)
    look = actions.next_second_look(request.user)
    return render(request, "moderation/second_look.html", {"look": look})


@require_POST
@login_required
def judge(request: MemberRequest, pk: int) -> HttpResponse:
    moderators_only(request.user)
    get_or_404(SecondLook.objects.all(), request.user, Verb.MODERATE, pk=pk)
    answer = request.POST.get("may_stay")
    if answer in ("yes", "no"):
        actions.judge_again(request.user, pk, may_stay=answer == "yes")
        messages.success(request, "Thank you. Nothing changes for the author.")
    else:
        messages.error(request, "Choose whether it may stay.")
    return redirect("moderation:second_look")
