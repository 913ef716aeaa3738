"""The queue: see, claim, hold, give back."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from community.access import moderated_bands
from community.access.http import get_or_404
from community.members.models import Member
from community.members.requests import MemberRequest
from moderation import actions, queries
from moderation.events import queue_topic
from moderation.fragments import render_row
from moderation.models import Reviewable


def moderators_only(member: Member) -> None:
    """The queue does not exist for anybody else."""
    if not moderated_bands(member):
        raise Http404


def visible(member: Member, pk: int) -> Reviewable:
    rows = queries.theirs(member).select_related("author", "claimed_by")
    return get_or_404(rows, member, pk=pk)


@require_GET
@login_required
def queue(request: MemberRequest) -> HttpResponse:
    moderators_only(request.user)
    return _page(request, None)


@require_GET
@login_required
def item(request: MemberRequest, pk: int) -> HttpResponse:
    """The queue with one item open; for htmx only the item."""
    row = visible(request.user, pk)
    if request.htmx and not request.htmx.history_restore_request:
        return desk(request, row)
    return _page(request, row)


@require_GET
@login_required
def row(request: MemberRequest, pk: int) -> HttpResponse:
    """One row of the list, for what is not sent to everybody."""
    found = queries.rows(request.user).filter(pk=pk).first()
    return HttpResponse(render_row(found) if found else "")


@require_POST
@login_required
def claim(request: MemberRequest, pk: int) -> HttpResponse:
    visible(request.user, pk)
    try:
        actions.claim(request.user, pk)
    except actions.NotYours as error:
        return desk(request, visible(request.user, pk), said=str(error), status=409)
    return _after(request, pk)


@require_POST
@login_required
def claim_next(request: MemberRequest) -> HttpResponse:
    """Somebody who has had enough is asked first when nobody else takes what is urgent."""
    moderators_only(request.user)
    if "lighter" not in request.POST and queries.care(request.user).asks_first:
        return redirect("moderation:queue")
    taken = actions.claim_next(request.user)
    if taken is None:
        messages.info(request, "Nothing waits for you. Thank you for looking.")
        return redirect("moderation:queue")
    return redirect("moderation:item", taken.pk)


@require_POST
@login_required
def heartbeat(request: MemberRequest, pk: int) -> HttpResponse:
    """Keeps the claim while the page is open. 409 when it is no longer theirs."""
    until = actions.heartbeat(request.user, pk, _token(request))
    if until is None:
        return JsonResponse({"held": False}, status=409)
    return JsonResponse({"held": True, "until": until.isoformat()})


@require_POST
@login_required
def release(request: MemberRequest, pk: int) -> HttpResponse:
    actions.release(request.user, pk, _token(request))
    return _after(request, pk)


@require_POST
@login_required
def skip(request: MemberRequest, pk: int) -> HttpResponse:
    """Hands the item on with a reason and shows the next one."""
    row = visible(request.user, pk)
    try:
        given = actions.skip(request.user, pk, _token(request), request.POST.get("why", ""))
    except ValidationError as error:
        return desk(request, row, said=error.messages[0], status=422)
    if not given:
        return desk(request, row, said="You did not hold this any more.", status=409)
    messages.success(request, "Somebody else will look at it. Thank you for saying so.")
    return _after(request, pk)


@require_POST
@login_required
def hand_on(request: MemberRequest, pk: int) -> HttpResponse:
    """Hands the item on and takes its words off the screen. Nobody is asked why."""
    row = visible(request.user, pk)
    if not actions.hand_on(request.user, pk, _token(request)):
        return desk(request, row, said="You did not hold this any more.", status=409)
    messages.success(request, "Handed on. Somebody else will look at it.")
    if not request.htmx:
        return redirect("moderation:queue")
    empty = render(request, "moderation/_desk.html", {"page": None})
    empty["HX-Push-Url"] = reverse("moderation:queue")
    return empty


@require_POST
@login_required
def claim_together(request: MemberRequest, pk: int) -> HttpResponse:
    visible(request.user, pk)
    try:
        taken = actions.claim_together(request.user, pk)
    except actions.NotYours as error:
        return desk(request, visible(request.user, pk), said=str(error), status=409)
    items = "1 more item" if len(taken) == 1 else f"{len(taken)} more items"
    messages.success(request, f"You hold {items} of this conversation. They come after this one.")
    return _after(request, pk)


def desk(
    request: MemberRequest, row: Reviewable, *, said: str = "", status: int = 200, **more: object
) -> HttpResponse:
    """The open item, with a sentence about what went otherwise than expected."""
    page = queries.item_page(request.user, row)
    context = {"page": page, "said": said, **more}
    if request.htmx:
        return render(request, "moderation/_desk.html", context, status=status)
    return _page(request, row, status=status, **context)


def _page(
    request: MemberRequest, row: Reviewable | None, status: int = 200, **more: object
) -> HttpResponse:
    listed = queries.queue_page(request.user, request.GET.get("band", ""))
    context = {
        "queue": listed,
        "care": queries.care(request.user),
        "topics": [queue_topic(band) for band in listed.bands],
        "page": queries.item_page(request.user, row) if row and "page" not in more else None,
        **more,
    }
    return render(request, "moderation/queue.html", context, status=status)


def _after(request: MemberRequest, pk: int) -> HttpResponse:
    if request.htmx:
        return desk(request, visible(request.user, pk))
    return redirect("moderation:item", pk)


def _token(request: MemberRequest) -> uuid.UUID:
    """A token that cannot be read is nobody's."""
    try:
        return uuid.UUID(request.POST.get("lease_token", ""))
    except ValueError:
        return uuid.UUID(int=0)
