"""Report a call: the meeting, or somebody in it."""

from __future__ import annotations

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from community.members.models import Member
from community.members.requests import MemberRequest
from groups import actions
from groups.conduct import item_of
from groups.models import Session
from groups.views.pages import find_session
from moderation.content import NothingHere
from moderation.views.reports import report_item

MEETING = "meeting"


@login_required
@require_http_methods(["GET", "POST"])
def report(request: MemberRequest, group_id: int, pk: int) -> HttpResponse:
    """Without `person` one chooses whom it is about; nobody has to know a name to report."""
    session = find_session(request, group_id, pk)
    named = request.POST.get("person") or request.GET.get("person", "")
    try:
        if not named:
            return _choose(request, session)
        person = _person(session, named)
        conduct = actions.conduct_of(request.user, session, person)
        send = partial(actions.report_call, request.user, session, person)
        return report_item(request, item_of(conduct), send, person=named)
    except NothingHere:
        raise Http404 from None


def _person(session: Session, named: str) -> Member | None:
    """None for the meeting. Raises NothingHere for somebody who was not there."""
    if named == MEETING:
        return None
    for one in actions.in_the_room(session):
        if str(one.pk) == named:
            return one
    raise NothingHere


def _choose(request: MemberRequest, session: Session) -> HttpResponse:
    if not actions.can_report(request.user, session):
        raise PermissionDenied("Only those who are in the group, or were there, can report it.")
    first = session.group.hosts.first()
    context = {
        "session": session,
        "group": session.group,
        "people": [one for one in actions.in_the_room(session) if one != request.user],
        "answers": first is not None and first.member_id == request.user.pk,
    }
    if request.headers.get("X-Dialog"):
        return render(request, "groups/_report.html", context)
    return render(request, "groups/report.html", context)
