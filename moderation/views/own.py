"""The author's side: what happens to one's own words, and another look at it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from community.members.requests import MemberRequest
from moderation import actions, queries
from moderation.forms import AppealForm
from moderation.models import Reviewable


@require_GET
@login_required
def own_items(request: MemberRequest) -> HttpResponse:
    context = {
        "items": queries.own_items(request.user),
        "reports": queries.own_reports(request.user),
    }
    return render(request, "moderation/own/list.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def own_item(request: MemberRequest, pk: int) -> HttpResponse:
    """One's own words with what was decided; posting asks for another look."""
    row = Reviewable.objects.filter(pk=pk, author=request.user).first()
    if row is None or not queries.held_back(row):
        raise Http404
    page = queries.own_item(request.user, row)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and page.decision and form.is_valid():
        try:
            actions.ask_again(request.user, page.decision.pk, form.cleaned_data["text"])
        except ValidationError as error:
            form.add_error("text", error)
        else:
            messages.success(request, "Thank you. Another person looks at it and writes to you.")
            return redirect("moderation:own_item", pk)
    status = 422 if form.errors else 200
    return render(request, "moderation/own/item.html", {"page": page, "form": form}, status=status)
