"""Crisis cases: acknowledge, write down, take on."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from community.access import Verb, moderated_bands
from community.access.ground import CASEWORK
from community.access.http import get_or_404
from community.members.requests import MemberRequest
from moderation import actions, queries
from moderation.content import IllegalTransition
from moderation.forms import CaseForm
from moderation.models import CrisisCase, FollowUp

LONGEST = 2000


@require_GET
@login_required
def cases(request: MemberRequest) -> HttpResponse:
    if not (request.user.roles & CASEWORK and moderated_bands(request.user)):
        raise Http404
    waiting, closed = queries.cases_of(request.user)
    return render(request, "moderation/cases.html", {"cases": waiting, "closed": closed})


@require_GET
@login_required
def case(request: MemberRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    actions.record_read(request.user, "case.read", f"case:{found.pk}", band=found.band)
    return _show(request, found)


@require_POST
@login_required
def move(request: MemberRequest, pk: int) -> HttpResponse:
    """A step, a note, or both."""
    found = _visible(request, pk)
    form = CaseForm(request.POST)
    if not form.is_valid():
        return _show(request, found, said="Keep the note within 2,000 characters.", status=422)
    said = form.cleaned_data
    try:
        if said["to"]:
            actions.move_case(
                request.user, pk, version=said["version"], to=said["to"], text=said["text"]
            )
        else:
            actions.add_note(request.user, pk, said["text"])
    except (ValidationError, ValueError, IllegalTransition) as error:
        words = (
            error.messages[0] if isinstance(error, ValidationError) else "That step is not next."
        )
        return _show(request, found, said=words, status=422, text=said["text"])
    except actions.StaleCase as stale:
        fresh = _visible(request, pk)
        return _show(request, fresh, said=str(stale), status=409, text=said["text"])
    messages.success(request, "Saved.")
    return redirect("moderation:case", pk)


@require_POST
@login_required
def lead(request: MemberRequest, pk: int) -> HttpResponse:
    """Hands the case to a colleague."""
    found, text = _visible(request, pk), request.POST.get("text", "")
    to = {str(one.pk): one for one in queries.colleagues(request.user, found)}
    try:
        actions.hand_lead(
            request.user, pk, version=_number(request.POST.get("version", "")),
            to=to.get(request.POST.get("to", "")), text=text,
        )  # fmt: skip
    except ValidationError as error:
        return _show(request, found, said=error.messages[0], status=422, hand_text=text)
    except actions.StaleCase as stale:
        fresh = _visible(request, pk)
        return _show(request, fresh, said=str(stale), status=409, hand_text=text)
    messages.success(request, "Handed over. Thank you for looking after them.")
    return redirect("moderation:case", pk)


@require_POST
@login_required
def tick(request: MemberRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    try:
        done = request.POST.get("done") == "on"
        actions.tick_step(request.user, pk, request.POST.get("step", ""), done=done)
    except ValidationError as error:
        return _show(request, found, said=error.messages[0], status=422)
    if request.htmx:
        context = {"page": queries.case_page(request.user, found)}
        return render(request, "moderation/_checklist.html", context)
    return redirect("moderation:case", pk)


@require_POST
@login_required
def debrief(request: MemberRequest, pk: int) -> HttpResponse:
    found, text = _visible(request, pk), request.POST.get("text", "")
    try:
        actions.debrief(request.user, pk, text[:LONGEST])
    except ValidationError as error:
        return _show(request, found, said=error.messages[0], status=422)
    messages.success(request, "Written down. Take a moment for yourself.")
    return redirect("moderation:case", pk)


@require_POST
@login_required
def follow_up(request: MemberRequest, pk: int) -> HttpResponse:
    due = FollowUp.objects.filter(pk=pk).values_list("case", flat=True).first()
    found = _visible(request, due or 0)
    try:
        actions.follow_up(request.user, pk, request.POST.get("text", "")[:LONGEST])
    except ValidationError as error:
        return _show(request, found, said=error.messages[0], status=422)
    messages.success(request, "Written down.")
    return redirect("moderation:case", found.pk)


def _number(text: str) -> int:
    """What is no number fits no version."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _visible(request: MemberRequest, pk: int) -> CrisisCase:
    seen = CrisisCase.objects.select_related("member", "lead", "reviewable")
    return get_or_404(seen, request.user, Verb.SEE, pk=pk)


def _show(
    request: MemberRequest, found: CrisisCase, *, said: str = "", status: int = 200, **typed: str
) -> HttpResponse:
    context = {"page": queries.case_page(request.user, found), "said": said, **typed}
    return render(request, "moderation/case.html", context, status=status)
