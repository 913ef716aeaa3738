"""Report something: a page of its own, and the same form in a dialog."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from community.members.requests import MemberRequest
from moderation import actions, staffing, wording
from moderation.content import Item, NothingHere
from moderation.forms import ReportForm
from moderation.models import Flag

Send = Callable[..., Flag]


@require_http_methods(["GET", "POST"])
@login_required
def report(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    try:
        item = actions.reportable(request.user, kind, pk)
        return report_item(request, item, partial(actions.flag, request.user, kind, pk))
    except NothingHere:
        raise Http404 from None


def report_item(request: MemberRequest, item: Item, send: Send, person: str = "") -> HttpResponse:
    """Choose the way in, write, and read the receipt. `send` takes concern, rule and note; `person`
    comes back with the form, for pages that have to be told whom it is about.
    """
    concern = request.POST.get("concern") or request.GET.get("concern", "")
    heading, about = wording.reported(item)
    context: dict[str, object] = {
        "item": item, "heading": heading, "about": about, "concern": concern,
        "action": request.path, "person": person,
    }  # fmt: skip
    if concern not in Flag.Concern.values:
        return show_step(request, "choose", context)
    if concern == Flag.Concern.WORRY:
        context["care"] = staffing.care(item.band)
    form = ReportForm(request.POST or None, initial={"concern": concern})
    context["form"] = form
    if request.method == "GET" or not form.is_valid():
        return show_step(request, "form", context, status=422 if form.errors else 200)
    try:
        made = send(concern=concern, rule=form.word, note=form.cleaned_data["note"])
    except ValidationError as error:
        form.add_error(None, error)
        return show_step(request, "form", context, status=422)
    title, body = wording.receipt(made, made.reviewable)
    return show_step(request, "done", {**context, "title": title, "body": body})


def show_step(
    request: MemberRequest, step: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    """In a dialog only the step; otherwise the page around it."""
    part = f"moderation/report/_{step}.html"
    if request.htmx or request.headers.get("X-Dialog"):
        return render(request, part, {**context, "in_dialog": True}, status=status)
    return render(request, "moderation/report/page.html", {**context, "part": part}, status=status)
