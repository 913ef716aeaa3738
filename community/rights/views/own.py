"""What everybody may do with their own data."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from community.members.requests import MemberRequest
from community.rights import actions, export, queries
from community.rights.forms import AskForm, LeaveForm, ReceiptForm
from moderation.actions import record


@require_GET
@login_required
def data(request: MemberRequest) -> HttpResponse:
    return _show(request, AskForm())


@require_POST
@login_required
def ask(request: MemberRequest) -> HttpResponse:
    form = AskForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        actions.ask(request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return _show(request, form, status=422)
    messages.success(request, "We have it. A person answers within 30 days, among your notices.")
    return redirect("my_data")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def take(request: MemberRequest) -> HttpResponse:
    """Asks again who it is; then a page with one button, which makes the archive."""
    if request.method == "GET":
        return render(request, "rights/take.html", {"chapters": export.chapters(request.user)})
    record(request.user, "data.exported", f"member:{request.user.pk}", band=request.user.age_band)
    response = HttpResponse(export.archive(request.user), content_type="application/zip")
    name = f"my-data-{timezone.localdate():%Y-%m-%d}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def leave(request: MemberRequest) -> HttpResponse:
    """Says what would go and what would stay, and takes the wish to go."""
    if queries.departure_of(request.user):
        return redirect("my_data")
    form = LeaveForm({"words": "keep", **request.GET.dict(), **request.POST.dict()})
    keep = form.keeps_words if form.is_valid() else True
    if request.method == "POST" and form.is_valid():
        departure = actions.ask_to_leave(request.user, keep_words=keep)
        day = f"{timezone.localtime(departure.due_at):%-d %B %Y}"
        messages.success(request, f"Your account goes on {day}. Until then you can stay after all.")
        return redirect("my_data")
    context = {
        "form": form,
        "keep": keep,
        "fate": queries.fate(request.user, keep_words=keep),
        "grace_days": settings.DELETION_GRACE_DAYS,
    }
    return render(request, "rights/leave.html", context)


@require_POST
@login_required
def stay(request: MemberRequest) -> HttpResponse:
    if actions.stay(request.user):
        messages.success(request, "You stay. Nothing was deleted.")
    return redirect("my_data")


@require_http_methods(["GET", "POST"])
def receipts(request: HttpRequest) -> HttpResponse:
    """For whoever holds a receipt; their account is gone, so nobody has to sign in."""
    form = ReceiptForm(request.POST or None)
    genuine = None
    if request.method == "POST" and form.is_valid():
        genuine = actions.is_genuine(form.cleaned_data["text"])
    return render(request, "rights/receipts.html", {"form": form, "genuine": genuine})


def _show(request: MemberRequest, form: AskForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "departure": queries.departure_of(request.user),
        "asked": queries.requests_of(request.user),
        "grace_days": settings.DELETION_GRACE_DAYS,
    }
    return render(request, "rights/data.html", context, status=status)
