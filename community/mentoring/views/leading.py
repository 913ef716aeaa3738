"""Applications, mentors and their lists: for those who lead, and for supervisors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from community.access import Verb, moderated_bands
from community.access.facts import standing_of
from community.access.http import NOT_HERE, get_or_404
from community.members.bands import Band
from community.members.models import Member, Pairing, Role, RoleName
from community.members.queries import staff
from community.members.requests import MemberRequest
from community.mentoring import actions, queries
from community.mentoring.desk import leads, reaches_mentor, supervises_mentor
from community.mentoring.forms import (
    NoteForm,
    SupervisionForm,
    SupervisionNoteForm,
    TickForm,
    WhyForm,
)
from community.mentoring.models import Application, Mentor, Wish
from community.mentoring.states import WAITING

UNPROCESSABLE, CONFLICT = 422, 409


@require_GET
@login_required
def desk(request: MemberRequest) -> HttpResponse:
    """All of it for those who lead; for supervisors, their mentors."""
    supervised = queries.supervised_by(request.user)
    if leads(request.user):
        context: dict[str, Any] = {"page": queries.lead_page(request.user)}
    elif supervised:
        context = {}
    else:
        raise Http404(NOT_HERE)
    return render(request, "mentoring/desk.html", {**context, "supervised": supervised})


@require_POST
@login_required
def pair(request: MemberRequest) -> HttpResponse:
    """Gives somebody who waits to a mentor."""
    if not leads(request.user):
        raise Http404(NOT_HERE)
    bands = moderated_bands(request.user)
    wishes = Wish.objects.filter(member__band__in=bands).select_related("member")
    wish = wishes.filter(pk=_number(request.POST.get("member", ""))).first()
    mentor = _named(request)
    if wish is None or mentor is None:
        messages.error(request, "Choose a mentor.")
    else:
        _say(request, lambda: actions.pair(request.user, wish.member, mentor), "They know now.")
    return redirect("mentoring:desk")


@require_http_methods(["GET", "POST"])
@login_required
def application(request: MemberRequest, pk: int) -> HttpResponse:
    rows = Application.objects.select_related("member")
    found = get_or_404(rows, request.user, Verb.MODERATE, pk=pk)
    actions.read(request.user, found)
    if request.method == "GET":
        return _show_application(request, found)
    if "accept" in request.POST:
        return _accept(request, found)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _show_application(request, found, form, status=UNPROCESSABLE)
    said, status = form.cleaned_data, UNPROCESSABLE
    act = actions.decline if "decline" in request.POST else actions.move_on
    try:
        act(request.user, pk, version=said["version"], note=said["note"])
    except ValidationError as error:
        form.add_error(None if "note" not in _fields(error) else "note", _plain(error))
    except actions.StaleApplication as stale:
        form.add_error(None, str(stale))
        status = CONFLICT
    else:
        messages.success(request, "Written down, and they have been told.")
        return redirect("mentoring:application", pk)
    found.refresh_from_db()
    return _show_application(request, found, form, status=status)


def _accept(request: MemberRequest, found: Application) -> HttpResponse:
    form = WhyForm(request.POST)
    if form.is_valid():
        version = _number(request.POST.get("version", ""))
        try:
            made = actions.accept(
                request.user, found.pk, version=version, why=form.cleaned_data["why"]
            )
        except (ValidationError, actions.StaleApplication) as error:
            form.add_error(None, _plain(error))
        else:
            messages.success(request, "A second person has been asked to sign.")
            return redirect(made)
    found.refresh_from_db()
    return _show_application(request, found, why=form, status=UNPROCESSABLE)


def _show_application(
    request: MemberRequest,
    found: Application,
    form: NoteForm | None = None,
    why: WhyForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "page": queries.application_page(found),
        "form": form or NoteForm(),
        "why_form": why or WhyForm(),
    }
    return render(request, "mentoring/application.html", context, status=status)


# ---- one mentor


@require_GET
@login_required
def mentor(request: MemberRequest, pk: int) -> HttpResponse:
    return _show_mentor(request, _person_or_404(request, pk))


@require_POST
@login_required
def tick(request: MemberRequest, pk: int) -> HttpResponse:
    member, form = _person_or_404(request, pk), TickForm(request.POST)

    def act(said: dict[str, Any]) -> object:
        return actions.tick(request.user, member, **said)

    done = _try(request, member, form, act, "Ticked off.")
    return done or _show_mentor(request, member, tick=form)


@require_POST
@login_required
def supervision(request: MemberRequest, pk: int) -> HttpResponse:
    member = _person_or_404(request, pk, leading=True)
    form = SupervisionForm(queries.supervisors(member), request.POST)
    done = _try(
        request, member, form,
        lambda said: actions.look_after_mentor(
            request.user, member, supervisor=form.chosen, most=said["most"]
        ),
        "Saved, and the log has it.",
    )  # fmt: skip
    return done or _show_mentor(request, member, supervision=form)


@require_POST
@login_required
def note(request: MemberRequest, pk: int) -> HttpResponse:
    member, form = _person_or_404(request, pk), SupervisionNoteForm(request.POST)
    row = _row_of(member)
    if row.pk is None or not supervises_mentor(request.user, row):
        raise Http404(NOT_HERE)
    done = _try(
        request, member, form,
        lambda said: actions.note_down(request.user, row, said["text"]), "Written down.",
    )  # fmt: skip
    return done or _show_mentor(request, member, note=form)


@require_POST
@login_required
def renew(request: MemberRequest, pk: int) -> HttpResponse:
    member, form = _person_or_404(request, pk, leading=True), WhyForm(request.POST)
    if form.is_valid():
        try:
            made = actions.renew(request.user, member, form.cleaned_data["why"])
        except ValidationError as error:
            form.add_error(None, _plain(error))
        else:
            messages.success(request, "A second person has been asked to sign.")
            return redirect(made)
    return _show_mentor(request, member, why=form)


@require_POST
@login_required
def pairing(request: MemberRequest, pk: int) -> HttpResponse:
    """Ends it, lets it go on, or gives the member to somebody else."""
    rows = Pairing.objects.filter(ended_at=None).select_related("member", "mentor")
    found = get_or_404(rows, request.user, Verb.MODERATE, pk=pk)
    act, by = request.POST.get("act", ""), request.user
    if act == "close":
        _say(request, lambda: actions.close(by, pk), "It has ended, and both were told.")
    elif act == "prolong":
        _say(request, lambda: actions.prolong(by, pk), "It goes on for another half year.")
    else:
        to = _named(request)
        if to is None:
            messages.error(request, "Choose a mentor.")
        else:
            _say(request, lambda: actions.move(by, pk, to), "Somebody else looks after them now.")
    return redirect("mentoring:mentor", found.mentor_id)


def _person_or_404(request: MemberRequest, pk: int, *, leading: bool = False) -> Member:
    """Somebody who is a peer mentor, was one, or applies. Who asks is looked up first."""
    standing_of(request.user)
    held = Role.objects.held().filter(name=RoleName.MENTOR, member=OuterRef("pk"))
    applies = Application.objects.filter(member=OuterRef("pk"), state__in=WAITING)
    rows = Member.objects.filter(pk=pk, band=Band.ADULT, is_active=True).select_related("mentor")
    found = rows.filter(Exists(held) | Exists(applies) | Q(mentor__isnull=False)).first()
    if found is None or not reaches_mentor(request.user, _row_of(found)):
        raise Http404(NOT_HERE)
    if leading and not leads(request.user, found.pk):
        raise PermissionDenied
    return found


def _row_of(member: Member) -> Mentor:
    """Of somebody who has no supervisor yet, one that is not stored."""
    row: Mentor | None = getattr(member, "mentor", None)
    return row or Mentor(member=member)


def _show_mentor(request: MemberRequest, member: Member, **forms_: forms.Form) -> HttpResponse:
    page = queries.mentor_page(request.user, member)
    bands = frozenset(note.band for note in page.notes)
    actions.read_notes(request.user, page.mentor, bands)
    context = {
        "page": page,
        "tick_form": forms_.get("tick") or TickForm(),
        "note_form": forms_.get("note") or SupervisionNoteForm(),
        "why_form": forms_.get("why") or WhyForm(),
    }
    if page.leads:
        said = SupervisionForm.said_by(page.mentor)
        context["supervision_form"] = forms_.get("supervision") or SupervisionForm(
            queries.supervisors(member), initial=said
        )
    status = UNPROCESSABLE if forms_ else 200
    return render(request, "mentoring/mentor.html", context, status=status)


def _try(
    request: MemberRequest,
    member: Member,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    said: str,
) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        act(form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, _plain(error))
        return None
    messages.success(request, said)
    return redirect("mentoring:mentor", member.pk)


def _say(request: MemberRequest, act: Callable[[], object], said: str) -> None:
    try:
        act()
    except ValidationError as error:
        messages.error(request, error.messages[0])
    except PermissionDenied:
        messages.error(request, "You cannot do this for this member.")
    else:
        messages.success(request, said)


def _named(request: MemberRequest) -> Member | None:
    """The mentor whom the form names. Of anybody else it says what it says of nobody."""
    said = request.POST.get("mentor", "")
    return next((one for one in staff([RoleName.MENTOR]) if str(one.pk) == said), None)


def _plain(error: Exception) -> str:
    return error.messages[0] if isinstance(error, ValidationError) else str(error)


def _fields(error: ValidationError) -> set[str]:
    return set(getattr(error, "error_dict", {}))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0
