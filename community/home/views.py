from __future__ import annotations

from typing import cast

from cms.views import details
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET

from community.home import queries
from community.home.styleguide import parts as styleguide_parts
from community.members.requests import MemberRequest
from moderation.screening.health import metrics as screening_metrics
from video.metrics import metrics as video_metrics


@require_GET
def front(request: HttpRequest) -> HttpResponseBase:
    """The landing page, kept in the CMS; members who are signed in go on to their day."""
    if request.user.is_authenticated and not request.user.is_staff:
        return redirect("today")
    return cast(HttpResponseBase, details(request, ""))


@require_GET
@login_required
def today(request: MemberRequest) -> HttpResponse:
    return render(request, "home/today.html", queries.today(request.user))


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    return render(request, "styleguide/index.html", styleguide_parts())


@require_GET
def healthy(request: HttpRequest) -> HttpResponse:
    """For the run command and for load balancers: 200 when the database answers."""
    queries.touch_database()
    return HttpResponse("ok\n", content_type="text/plain")


@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """For an operator's monitoring, with METRICS_TOKEN as the bearer; without one there is no such
    page."""
    wanted = f"Bearer {settings.METRICS_TOKEN}"
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, wanted):
        raise Http404
    text = screening_metrics() + video_metrics()
    return HttpResponse(text, content_type="text/plain; version=0.0.4")
