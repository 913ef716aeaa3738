"""Private messages. For youth there is no such address: every view answers as a missing one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages as said
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import Verb, can
from community.access.http import NOT_HERE, get_or_404
from community.members.bands import Band
from community.members.models import Member
from community.members.queries import met_by
from community.members.requests import MemberRequest
from forums.limits import TooFast
from forums.private import actions, queries
from forums.private.boxes import box_of
from forums.private.forms import MessageForm
from forums.private.models import Correspondence, Message

UNPROCESSABLE, REFUSED, TOO_MANY = 422, 403, 429
View = Callable[..., HttpResponse]


def between_adults(view: View) -> View:
    """Whoever could have no letterbox finds nothing here, whatever they ask for and how."""

    @login_required
    @wraps(view)
    def look(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can(request.user, Verb.EDIT, box_of(request.user, request.user)):
            raise Http404(NOT_HERE)
        return view(request, *args, **kwargs)

    return look


@between_adults
@require_safe
def messages(request: MemberRequest) -> HttpResponse:
    return render(request, "private/messages.html", {"list": queries.messages_of(request.user)})


@between_adults
@require_POST
def box(request: MemberRequest) -> HttpResponse:
    is_open = request.POST.get("open") == "yes"
    actions.set_letterbox(request.user, is_open)
    said.success(request, "Saved. " + ("Others can ask to write to you." if is_open else
                                       "Nobody can write to you now."))  # fmt: skip
    return redirect("private:messages")


@between_adults
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: MemberRequest, pk: int) -> HttpResponse:
    """A first message; once there is an exchange, its page."""
    other = _person_or_404(request, pk)
    found = queries.between(request.user, other)
    if request.method == "POST":
        return _send(request, other, found)
    if found is not None:
        return redirect(found)
    if not can(request.user, Verb.WRITE, box_of(other, request.user)):
        raise Http404(NOT_HERE)
    begun = queries.draft_to(request.user, other)
    form = MessageForm(initial={"body": begun})
    return render(request, "private/write.html", {"other": other, "form": form})


@between_adults
@require_http_methods(["GET", "HEAD", "POST"])
def correspondence(request: MemberRequest, pk: int) -> HttpResponse:
    found = _correspondence_or_404(request, pk)
    if request.method == "POST":
        return _send(request, found.beside(request.user), found)
    return _show(request, found, None)


@between_adults
@require_POST
def answer(request: MemberRequest, pk: int) -> HttpResponse:
    found = _correspondence_or_404(request, pk)
    accept = request.POST.get("accept") == "yes"
    actions.answer(request.user, found, accept)
    if accept:
        return redirect(found)
    said.success(request, "Put away. They are not told.")
    return redirect("private:messages")


@between_adults
@require_POST
def read(request: MemberRequest, pk: int) -> HttpResponse:
    actions.mark_read(request.user, _correspondence_or_404(request, pk))
    return HttpResponse(status=204)


@between_adults
@require_POST
def take_back(request: MemberRequest, pk: int) -> HttpResponse:
    found = queries.message_seen(pk, request.user)
    if found is None or not can(request.user, Verb.WITHDRAW, found):
        raise Http404(NOT_HERE)
    actions.withdraw(request.user, found)
    return redirect(found)


@between_adults
@require_POST
def draft(request: MemberRequest, pk: int) -> HttpResponse:
    other = _person_or_404(request, pk)
    kept = actions.save_draft(request.user, other, request.POST.get("body", ""))
    return JsonResponse({"saved": kept.saved_at.isoformat() if kept else None})


def _send(request: MemberRequest, other: Member, found: Correspondence | None) -> HttpResponse:
    form, status = MessageForm(request.POST), UNPROCESSABLE
    if form.is_valid():
        try:
            sent = actions.write(request.user, other, form.cleaned_data["body"], form.key)
        except ValidationError as off:
            form.add_error(None, off)
        except (PermissionDenied, TooFast) as off:
            form.add_error(None, str(off) or actions.CLOSED)
            status = TOO_MANY if isinstance(off, TooFast) else REFUSED
        else:
            return _arrived(request, sent.message)
    if _by_script(request):
        first = next(iter(form.errors.values()))[0]
        return JsonResponse({"error": str(first)}, status=status)
    if found is None:
        context = {"other": other, "form": form}
        return render(request, "private/write.html", context, status=status)
    return _show(request, found, form, status)


def _arrived(request: MemberRequest, message: Message) -> HttpResponse:
    if not _by_script(request):
        return redirect(message)
    queries.dress(message, request.user)
    html = render_to_string("private/_message.html", {"message": message}, request)
    return JsonResponse({"id": message.pk, "state": message.state, "html": html,
                         "url": message.get_absolute_url()})  # fmt: skip


def _show(
    request: MemberRequest, found: Correspondence, form: MessageForm | None, status: int = 200
) -> HttpResponse:
    member = request.user
    shown = queries.exchange(member, found, request.GET.get("page"))
    if request.method == "GET" and not shown.page.has_next():
        actions.mark_read(member, found)
    context = {
        "exchange": shown,
        "other": shown.other,
        "page": shown.page,
        "form": form or MessageForm(initial={"body": shown.draft.body if shown.draft else ""}),
        "can_reply": can(member, Verb.REPLY, found)
        and can(member, Verb.WRITE, box_of(shown.other, member)),
        "can_answer": can(member, Verb.ANSWER, found),
        "waits": not found.waits_for(member) and found.answer != "accepted",
    }
    return render(request, "private/correspondence.html", context, status=status)


def _person_or_404(request: MemberRequest, pk: int) -> Member:
    adults = met_by(request.user).filter(band=Band.ADULT)
    other = get_or_404(adults, request.user, pk=pk)
    if other == request.user or other.is_youth:
        raise Http404(NOT_HERE)
    return other


def _correspondence_or_404(request: MemberRequest, pk: int) -> Correspondence:
    found = get_or_404(queries.pairs_of(request.user), request.user, pk=pk)
    if not queries.seen_by(request.user).filter(correspondence=found).exists():
        raise Http404(NOT_HERE)
    return found


def _by_script(request: MemberRequest) -> bool:
    return request.accepts("application/json") and not request.accepts("text/html")
