"""What was decided, and the audit log."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from community.members.requests import MemberRequest
from moderation import queries
from moderation.views.queue import moderators_only


@require_GET
@login_required
def decided(request: MemberRequest) -> HttpResponse:
    moderators_only(request.user)
    page = queries.decided_page(request.user, request.GET.get("page"))
    return render(request, "moderation/decided.html", {"page": page})


@require_GET
@login_required
def log(request: MemberRequest) -> HttpResponse:
    moderators_only(request.user)
    page = queries.audit_page(request.user, request.GET.get("page"))
    names = queries.names_of(page.object_list)
    rows = [(event, names.get(event.actor_id or 0, "")) for event in page.object_list]
    return render(request, "moderation/log.html", {"page": page, "rows": rows})
