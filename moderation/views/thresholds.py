"""From which score on words wait: try other thresholds on the past, then in the shadow."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from community.access import Verb, can
from community.members.models import Member
from community.members.requests import MemberRequest
from moderation import actions, backtests, content, plots, queries
from moderation.actions.rota import ROTA
from moderation.actions.trials import summary
from moderation.figures.backtest import MOVES, Backtest, Past
from moderation.forms import ThresholdForm
from moderation.views.queue import moderators_only

MOST_LISTED = 30


@require_http_methods(["GET", "POST"])
@login_required
def thresholds(request: MemberRequest) -> HttpResponse:
    """Trying is a GET, so that a result can be sent to a colleague; proposing is a POST."""
    moderators_only(request.user)
    now = queries.in_force(request.user)
    form = _form(now, request.POST if request.method == "POST" else request.GET)
    status, found = 200, None
    if form.is_bound and form.is_valid():
        place, new = form.chosen
        if request.method == "POST":
            try:
                made = actions.propose_thresholds(
                    request.user, place, new, request.POST.get("why", "")
                )
            except ValidationError as error:
                form.add_error(None, error)
                status = 422
            else:
                messages.success(request, "A second person has been asked to sign.")
                return redirect(made)
        found = backtests.try_out(place, new)
    elif form.is_bound:
        status = 422
    context = {
        "form": form, "in_force": now, "trials": queries.latest_trials(request.user),
        "may_propose": can(request.user, Verb.EDIT, ROTA), "why": request.POST.get("why", ""),
        "asked": _asked(form), **_shown(found),
    }  # fmt: skip
    return render(request, "moderation/thresholds.html", context, status=status)


@require_GET
@login_required
def moved(request: MemberRequest) -> HttpResponse:
    """The items behind one of the numbers."""
    moderators_only(request.user)
    form = _form(queries.in_force(request.user), request.GET)
    which = request.GET.get("which", "")
    if which not in MOVES or not form.is_bound or not form.is_valid():
        raise Http404
    items = backtests.try_out(*form.chosen).of(which).items
    rows = [(one, _where(one)) for one in items[:MOST_LISTED]]
    more = len(items) - len(rows)
    return render(request, "moderation/thresholds/_items.html", {"rows": rows, "more": more})


@require_GET
@login_required
def trial(request: MemberRequest, pk: int) -> HttpResponse:
    moderators_only(request.user)
    page = queries.trial_page(request.user, get_object_or_404(_seen(request.user), pk=pk))
    return render(request, "moderation/trial.html", {"page": page, **_shown(page.shadow)})


@require_POST
@login_required
def end(request: MemberRequest, pk: int) -> HttpResponse:
    """Publishes or drops it."""
    moderators_only(request.user)
    get_object_or_404(_seen(request.user), pk=pk)
    try:
        if request.POST.get("how") == "publish":
            pack = actions.publish_trial(request.user, pk)
            messages.success(request, f"Version {pack.version} is in force.")
        else:
            actions.drop_trial(request.user, pk)
            messages.success(request, "Dropped. Nothing has changed.")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("moderation:trial", pk)


def _seen(member: Member) -> Any:
    return queries.trials_of(member)


def _form(now: list[queries.InForce], asked: QueryDict) -> ThresholdForm:
    """Bound once two numbers are there; unbound it shows what is in force in the chosen place."""
    open_to = [one for one in now if not one.premoderated]
    places = [(one.key, one.words) for one in open_to]
    data = asked.copy()
    if "band" in data and "place" not in data:
        data["place"] = str(data["band"])
    if "review" in data and "hold" in data:
        return ThresholdForm(places, data)
    chosen = next((one for one in open_to if one.key == data.get("place")), None)
    chosen = chosen or (open_to[-1] if open_to else None)
    first = {} if chosen is None else {
        "place": chosen.key, "review": f"{chosen.thresholds.review:.2f}",
        "hold": f"{chosen.thresholds.hold:.2f}",
    }  # fmt: skip
    return ThresholdForm(places, initial=first)


def _asked(form: ThresholdForm) -> str:
    """The numbers again, for the addresses of the lists."""
    if not form.is_bound:
        return ""
    query = QueryDict(mutable=True)
    for name in ("place", "review", "hold"):
        query[name] = str(form.data.get(name, ""))
    return query.urlencode()


def _shown(found: Backtest | None) -> dict[str, Any]:
    if found is None:
        return {"found": None}
    return {"found": found, "said": summary(found), "plot": plots.scores(found)}


def _where(one: Past) -> tuple[str, str]:
    """Where to read it, and in which place it stands."""
    item = content.find(one.kind, one.pk)
    return (item.url, item.space_name) if item else ("", "")
