"""Take down what one author wrote in the last days."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from community.members.requests import MemberRequest
from moderation import actions, queries
from moderation.forms import SweepForm
from moderation.models import MOST_ALONE, Sweep
from moderation.views.queue import visible

SHOWN = 30


@require_http_methods(["GET", "POST"])
@login_required
def sweep(request: MemberRequest, pk: int) -> HttpResponse:
    """Looks first: the page says how much it would be, and who has to agree."""
    row = visible(request.user, pk)
    form = SweepForm(request.POST or None, initial={"days": _days(request.GET.get("days", ""))})
    status = 200
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.sweep(
                request.user, pk, days=said["days"], reason_code=said["reason_code"],
                note=said["note"], expected=said["expected"],
            )  # fmt: skip
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if not isinstance(made, Sweep):
                messages.success(request, "A second person has been asked.")
                return redirect(made)
            messages.success(request, f"Taken down: {made.count}. The author has been told once.")
            return redirect("moderation:item", pk)
    if form.errors:
        status = 422
    days = _days(request.POST.get("days") or request.GET.get("days", ""))
    items = actions.sweepable(request.user, row, days)
    context = {
        "row": row, "form": form, "days": days, "choices": actions.SWEEP_DAYS,
        "count": len(items), "items": items[:SHOWN], "more": max(0, len(items) - SHOWN),
        "takes_two": len(items) > MOST_ALONE, "alone": MOST_ALONE,
        "reasons": queries.removing_reasons(row),
    }  # fmt: skip
    return render(request, "moderation/sweep.html", context, status=status)


def _days(said: str) -> int:
    found = {str(days): days for days in actions.SWEEP_DAYS}
    return found.get(said, actions.SWEEP_DAYS[1])
