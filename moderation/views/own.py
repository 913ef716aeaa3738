"""The author's side: what happens to one's own words, and another look at it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from community.members.models import Member
from community.members.requests import MemberRequest
from moderation import actions, queries
from moderation.forms import AppealForm
from moderation.models import Decision, Reviewable
from moderation.wording import LOOK_AGAIN


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
    """One's own words with what was decided; posting asks for another look, or adds to it."""
    row = Reviewable.objects.filter(pk=pk, author=request.user).first()
    if row is None or not queries.held_back(row):
        raise Http404
    return _own_item(request, request.user, row)


@require_http_methods(["GET", "POST"])
def look_again(request: HttpRequest, token: str) -> HttpResponse:
    """The same for somebody whose account is closed: the link in their letter stands for them.

    It opens one decision and nothing else, and only while the account is closed.
    """
    try:
        decision_id = signing.loads(token, salt=LOOK_AGAIN)
    except signing.BadSignature:
        raise Http404 from None
    decision = Decision.objects.select_related("reviewable__author").filter(pk=decision_id).first()
    if decision is None or decision.reviewable.author.is_active:
        raise Http404
    return _own_item(request, decision.reviewable.author, decision.reviewable)


def _own_item(request: HttpRequest, member: Member, row: Reviewable) -> HttpResponse:
    page = queries.own_item(member, row)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = _say(member, page, form.cleaned_data["text"])
        except ValidationError as error:
            form.add_error("text", error.messages[0])
        else:
            messages.success(request, said)
            return redirect(request.path)
    status = 422 if form.errors else 200
    return render(request, "moderation/own/item.html", {"page": page, "form": form}, status=status)


def _say(member: Member, page: queries.OwnItem, text: str) -> str:
    if page.appeal is not None:
        actions.add_to_appeal(member, page.appeal.pk, text)
        return "Sent. Another person reads it and writes to you."
    if page.decision is None:
        raise PermissionDenied("There is no decision here that you can ask about.")
    actions.ask_again(member, page.decision.pk, text)
    return "Thank you. Another person looks at it and writes to you."
