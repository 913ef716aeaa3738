"""Grave acts: propose, sign, decline, take back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from community.access import Verb
from community.access.http import get_or_404
from community.members.requests import MemberRequest
from moderation import actions, queries
from moderation.actions import StaleProposal
from moderation.forms import ProposalForm
from moderation.models import Proposal
from moderation.views.queue import moderators_only, visible


@require_GET
@login_required
def proposals(request: MemberRequest) -> HttpResponse:
    moderators_only(request.user)
    waiting, done = queries.proposals_of(request.user)
    return render(request, "moderation/proposals.html", {"waiting": waiting, "done": done})


@require_GET
@login_required
def proposal(request: MemberRequest, pk: int) -> HttpResponse:
    return _show(request, _visible(request, pk))


@require_http_methods(["GET", "POST"])
@login_required
def propose(request: MemberRequest, pk: int) -> HttpResponse:
    """About the author of an item of the queue."""
    row = visible(request.user, pk)
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.propose(
                request.user, said["act"], band=row.band, member=row.author, why=said["why"],
                at_once=said["at_once"], detail={"reviewable": row.pk},
            )  # fmt: skip
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "The team has been told.")
            return redirect(made)
    status = 422 if form.errors else 200
    return render(request, "moderation/propose.html", {"row": row, "form": form}, status=status)


@require_POST
@login_required
def answer(request: MemberRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    text, version = request.POST.get("text", ""), request.POST.get("version", "")
    number = int(version) if version.isdecimal() and len(version) < 10 else 0
    try:
        if "withdraw" in request.POST:
            actions.withdraw(request.user, pk, version=number)
        else:
            agree = request.POST.get("agree") == "yes"
            actions.answer_proposal(request.user, pk, version=number, agree=agree, text=text)
    except ValidationError as error:
        return _show(request, found, said=error.messages[0], text=text, status=422)
    except StaleProposal as stale:
        return _show(request, _visible(request, pk), said=str(stale), text=text, status=409)
    messages.success(request, "Done, and written down.")
    return redirect("moderation:proposal", pk)


def _visible(request: MemberRequest, pk: int) -> Proposal:
    seen = Proposal.objects.select_related("by", "member", "answered_by", "decision__reviewable")
    return get_or_404(seen, request.user, Verb.SEE, pk=pk)


def _show(
    request: MemberRequest, found: Proposal, *, said: str = "", text: str = "", status: int = 200
) -> HttpResponse:
    page = queries.proposal_page(request.user, found)
    if page.revealed is not None:
        actions.record(
            request.user, "identity.read", f"member:{page.revealed.pk}", {"proposal": found.pk},
            band=found.band,
        )  # fmt: skip
    context = {"page": page, "said": said, "text": text}
    return render(request, "moderation/proposal.html", context, status=status)
