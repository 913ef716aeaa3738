from __future__ import annotations

import json

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from community.members.requests import MemberRequest
from community.notices import actions, queries

NOTICES_A_PAGE = 20
PLAIN = "text/plain; charset=utf-8"


@require_GET
@login_required
def notices(request: MemberRequest) -> HttpResponse:
    pages = Paginator(queries.notices_of(request.user), NOTICES_A_PAGE)
    return render(request, "notices/list.html", {"page": pages.get_page(request.GET.get("page"))})


@require_POST
@login_required
def mark_read(request: MemberRequest) -> HttpResponse:
    actions.mark_all_read(request.user)
    return redirect("notices")


@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """Letters of a demo community. Nowhere else: they hold log-in codes."""
    if not settings.DEMO:
        raise Http404
    return render(request, "notices/outbox.html", {"letters": queries.recent_letters()})


@require_http_methods(["POST", "DELETE"])
@login_required
def device(request: MemberRequest) -> HttpResponse:
    """Adds or forgets one device; JSON in, a sentence out when it was not right."""
    try:
        endpoint = json.loads(request.body)["endpoint"]
    except (ValueError, KeyError, TypeError):
        endpoint = None
    if not isinstance(endpoint, str):
        return HttpResponse("There is no address in this.", status=422, content_type=PLAIN)
    if request.method == "DELETE":
        actions.forget_device(request.user, endpoint)
        return HttpResponse(status=204)
    try:
        actions.add_device(request.user, endpoint)
    except ValidationError as error:
        return HttpResponse(error.messages[0], status=422, content_type=PLAIN)
    return HttpResponse(status=204)
