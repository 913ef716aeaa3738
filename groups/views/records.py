"""Check-ins, notes among facilitators, reminders, and calendars."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from community.access import Verb
from community.access.http import NOT_HERE, require
from community.members.requests import MemberRequest
from groups import actions, icalendar, queries
from groups.forms import CalendarForm, CheckInForm, NoteForm
from groups.models import CalendarLink, CheckIn
from groups.views.pages import find_group, find_session, show_session


@login_required
@require_POST
def check_in(request: MemberRequest, group_id: int, pk: int) -> HttpResponse:
    """Keeps what was said, and goes on to where the person was going."""
    session = find_session(request, group_id, pk)
    form = CheckInForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose numbers from 0 to 10, or leave a line empty.")
        return redirect(session)
    moment = CheckIn.Moment(form.cleaned_data["moment"])
    kept = actions.check_in(request.user, session, moment, form.answers)
    if kept:
        messages.success(request, "Thank you. Only you see what you chose.")
    return redirect(session if moment is CheckIn.Moment.BEFORE else session.group)


@login_required
@require_POST
def forget(request: MemberRequest, pk: int) -> HttpResponse:
    found = find_group(request, pk)
    actions.forget_check_ins(request.user, found.pk)
    messages.success(request, "What you had chosen is gone.")
    return redirect(found)


@login_required
@require_POST
def note(request: MemberRequest, group_id: int, pk: int) -> HttpResponse:
    session = find_session(request, group_id, pk)
    require(request.user, Verb.HOST, session)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show_session(request, session, note_form=form)
    actions.write_note(request.user, session, form.cleaned_data["text"])
    return redirect(f"{session.get_absolute_url()}#notes-title")


@login_required
@require_POST
def remind(request: MemberRequest, pk: int) -> HttpResponse:
    found = find_group(request, pk)
    on = request.POST.get("on") == "1"
    actions.set_reminders(request.user, found, on)
    words = "We remind you of meetings." if on else "No more reminders of this group."
    messages.success(request, words)
    return redirect(found)


@login_required
@require_GET
def to_calendar(request: MemberRequest, group_id: int, pk: int) -> HttpResponse:
    """One meeting as a file for a calendar, in private words."""
    session = find_session(request, group_id, pk)
    link = CalendarLink.objects.filter(member=request.user).first()
    title = link.title if link else "Meeting"
    answer = _calendar_answer(icalendar.calendar([session], timezone.now(), title))
    answer["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return answer


@login_required
@require_http_methods(["GET", "POST"])
def calendar(request: MemberRequest) -> HttpResponse:
    """A member's own address for their calendar: made, shown once, made anew, turned off."""
    link = CalendarLink.objects.filter(member=request.user).first()
    form = CalendarForm(request.POST or None, initial={"title": link.title if link else "Meeting"})
    address = ""
    if request.method == "POST" and "off" in request.POST:
        actions.drop_calendar_link(request.user)
        messages.success(request, "The address has stopped. Your calendar forgets the meetings.")
        return redirect("group_calendar")
    if request.method == "POST" and form.is_valid():
        key = actions.make_calendar_link(request.user, form.cleaned_data["title"])
        address = settings.SITE_URL + reverse("group_feed", args=[key])
        link = CalendarLink.objects.get(member=request.user)
    context = {"link": link, "form": form, "address": address}
    answer = render(request, "groups/calendar.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_GET
def feed(request: HttpRequest, key: str) -> HttpResponse:
    """What a calendar fetches. The key alone opens it, and it says no more than that there are
    meetings. Of somebody whose account rests it is empty, so that entries go.
    """
    link = queries.calendar_link(actions.digest_of(key))
    if link is None:
        raise Http404(NOT_HERE)
    found = queries.calendar_of(link.member)
    return _calendar_answer(icalendar.calendar(found, timezone.now(), link.title))


def _calendar_answer(text: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=icalendar.CONTENT_TYPE)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
