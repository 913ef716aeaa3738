"""Report something: a page of its own, and the same form in a dialog."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from community.members.requests import MemberRequest
from moderation import actions, wording
from moderation.content import NothingHere
from moderation.forms import ReportForm
from moderation.models import Flag


@require_http_methods(["GET", "POST"])
@login_required
def report(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    try:
        item = actions.reportable(request.user, kind, pk)
        concern = request.POST.get("concern") or request.GET.get("concern", "")
        if concern not in Flag.Concern.values:
            return _show(request, "choose", {"item": item})
        form = ReportForm(request.POST or None, initial={"concern": concern})
        context = {"item": item, "form": form, "concern": concern}
        if request.method == "GET" or not form.is_valid():
            return _show(request, "form", context, status=422 if form.errors else 200)
        made = actions.flag(
            request.user, kind, pk, concern=concern, rule=form.word, note=form.cleaned_data["note"]
        )
    except NothingHere:
        raise Http404 from None
    except ValidationError as error:
        form.add_error(None, error)
        return _show(request, "form", context, status=422)
    title, body = wording.receipt(made, made.reviewable)
    return _show(request, "done", {"item": item, "title": title, "body": body, "concern": concern})


def _show(
    request: MemberRequest, step: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    """In a dialog only the step; otherwise the page around it."""
    part = f"moderation/report/_{step}.html"
    if request.htmx or request.headers.get("X-Dialog"):
        return render(request, part, {**context, "in_dialog": True}, status=status)
    return render(request, "moderation/report/page.html", {**context, "part": part}, status=status)
