"""Decide, and see beforehand what the author will read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from community.members.models import Member
from community.members.requests import MemberRequest
from moderation import actions, queries, wording
from moderation.content import manner_of
from moderation.forms import DecisionForm
from moderation.models import Appeal, ReasonTemplate, Reviewable, Rung
from moderation.states import RESTRICTING, DecisionAction
from moderation.views.queue import desk, visible

REFUSED = 422
ASK = "ask"
CONFLICT = 409


@require_POST
@login_required
def decide(request: MemberRequest, pk: int) -> HttpResponse:
    row = visible(request.user, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        said = " ".join(str(message) for errors in form.errors.values() for message in errors)
        return _refused(request, row, said)
    try:
        said = _carry_out(request.user, row, form.cleaned_data)
    except actions.StaleDecision as stale:
        fresh = visible(request.user, pk)
        return desk(request, fresh, said=str(stale), status=CONFLICT, conflict=True)
    except ValidationError as error:
        return _refused(request, visible(request.user, pk), " ".join(error.messages))
    messages.success(request, said)
    if request.htmx:
        return desk(request, visible(request.user, pk))
    return redirect("moderation:item", pk)


@require_POST
@login_required
def undo(request: MemberRequest, pk: int) -> HttpResponse:
    """Takes back what was decided a moment ago."""
    visible(request.user, pk)
    made = request.POST.get("decision", "")
    try:
        actions.undo(request.user, pk, int(made) if made.isdecimal() and len(made) < 19 else 0)
    except actions.TooLate as error:
        return desk(request, visible(request.user, pk), said=str(error), status=CONFLICT)
    messages.success(request, "Taken back. You hold it again.")
    if request.htmx:
        return desk(request, visible(request.user, pk))
    return redirect("moderation:item", pk)


@require_GET
@login_required
def preview(request: MemberRequest, pk: int) -> HttpResponse:
    """What the author will read, for a choice that is not made yet."""
    row = visible(request.user, pk)
    action = request.GET.get("action", "")
    template = ReasonTemplate.objects.filter(code=request.GET.get("reason_code", "")).first()
    words = None
    if action in DecisionAction.values:
        fits = template is not None and action in template.actions
        words = wording.for_author(
            action,
            template if fits else None,
            request.GET.get("note", "").strip(),
            row.band,
            row.kind,
        )
    context = {
        "words": words,
        "template": template,
        "reader": manner_of(row.kind).reader,
        "action": action,
        "step": _step(row, action, template, request.GET.get("sanction", "")),
        "for_reporters": queries.for_reporters(row, action) if action else [],
    }
    return render(request, "moderation/_preview.html", context)


def _step(
    row: Reviewable, action: str, template: ReasonTemplate | None, rung: str
) -> tuple[str, str] | None:
    """What the author reads about a step for them; nothing where none fits."""
    a_person = manner_of(row.kind).a_person
    fits = (
        a_person
        and action in RESTRICTING
        and template is not None
        and template.family == "guideline"
    )
    if not fits or rung not in Rung.values:
        return None
    return actions.sanction_words(row.author, Rung(rung))


def _carry_out(by: Member, row: Reviewable, said: dict[str, Any]) -> str:
    """The decision or the answer to an appeal; gives a sentence about what was done."""
    token, version = said["lease_token"], said["version"]
    if said["action"] == ASK:
        actions.ask_author(by, row.pk, lease_token=token, version=version, text=said["note"])
        return "Asked. The item waits for the author’s answer."
    if said["action"] in Appeal.Outcome.values:
        appeal = actions.answer_appeal(
            by,
            row.pk,
            lease_token=token,
            version=version,
            outcome=said["action"],
            answer=said["note"],
        )
        return f"{appeal.get_outcome_display()}. The author has been told."
    decision = actions.decide(
        by,
        row.pk,
        lease_token=token,
        version=version,
        action=said["action"],
        reason_code=said["reason_code"],
        note=said["note"],
        sanction=said["sanction"],
        to_keepers=said["to_keepers"],
    )
    return f"Done: you {decision.past}."


def _refused(request: MemberRequest, row: Reviewable, said: str) -> HttpResponse:
    return desk(
        request,
        row,
        said=said,
        status=REFUSED,
        typed={
            "action": request.POST.get("action", ""),
            "reason_code": request.POST.get("reason_code", ""),
            "note": request.POST.get("note", ""),
            "sanction": request.POST.get("sanction", ""),
            "to_keepers": request.POST.get("to_keepers", ""),
        },
    )
