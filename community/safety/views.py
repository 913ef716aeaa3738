"""Safety in the hand: what a member does for themselves, without asking anybody."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from community.access.http import get_or_404
from community.members.models import Member
from community.members.requests import MemberRequest
from community.safety import actions, queries
from community.safety.models import Distance

SAID = {
    Distance.Kind.BLOCK: "Blocked. They are not told.",
    Distance.Kind.MUTE: "Muted. They are not told.",
}


@require_safe
@login_required
def safety(request: MemberRequest) -> HttpResponse:
    context = {"kept": queries.kept_people(request.user)}
    return render(request, "safety/safety.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def distance(request: MemberRequest, pk: int) -> HttpResponse:
    """Block, mute, or neither. One page for each person, reached from whatever they wrote."""
    other = get_or_404(Member.objects.filter(is_active=True), request.user, pk=pk)
    if other == request.user:
        raise Http404
    kind = request.POST.get("kind", "")
    if request.method == "POST" and kind in Distance.Kind.values:
        actions.keep_away(request.user, other, kind)
        messages.success(request, SAID[Distance.Kind(kind)])
        return redirect("safety")
    if request.method == "POST":
        actions.let_near(request.user, other)
        messages.success(request, f"{other.display_name} is no longer kept away.")
        return redirect("safety")
    kept = queries.kept_away(request.user).get(other.pk, "")
    return render(request, "safety/distance.html", {"person": other, "kept": kept})
