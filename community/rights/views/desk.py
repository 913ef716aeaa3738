"""For those who lead on safeguarding: questions about data, and what has to be kept."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from community.access import Verb, can, data_bands
from community.access.http import get_or_404
from community.members.requests import MemberRequest
from community.rights import actions, queries
from community.rights.forms import AnswerForm, HoldForm
from community.rights.models import DataRequest, LegalHold
from community.rights.models.requests import DataOf


@require_GET
@login_required
def desk(request: MemberRequest) -> HttpResponse:
    return _show(request, HoldForm(reader=request.user))


@require_POST
@login_required
def answer(request: MemberRequest, pk: int) -> HttpResponse:
    asked = get_or_404(DataRequest.objects.select_related("member"), request.user, pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, HoldForm(reader=request.user), answering=asked, reply=form)
    try:
        actions.answer(request.user, asked, form.cleaned_data["answer"])
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, "They read it among their notices.")
    return redirect("data_desk")


@require_POST
@login_required
def hold(request: MemberRequest) -> HttpResponse:
    _answers_for_data(request)
    form = HoldForm(request.POST, reader=request.user)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.place_hold(
                request.user, said["person"], reason=said["reason"], ends_on=said["ends_on"]
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Nothing of theirs is deleted until then. The log has it.")
            return redirect("data_desk")
    return _show(request, form)


@require_POST
@login_required
def lift(request: MemberRequest, pk: int) -> HttpResponse:
    found = LegalHold.objects.select_related("member").filter(pk=pk).first()
    if found is None or not can(request.user, Verb.EDIT, DataOf(found.member)):
        raise Http404
    try:
        actions.lift_hold(request.user, found)
    except PermissionDenied as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The hold is over. The log has it.")
    return redirect("data_desk")


def _answers_for_data(request: MemberRequest) -> None:
    if not data_bands(request.user):
        raise Http404


def _show(
    request: MemberRequest,
    form: HoldForm,
    answering: DataRequest | None = None,
    reply: AnswerForm | None = None,
) -> HttpResponse:
    _answers_for_data(request)
    context = {
        "desk": queries.desk(request.user),
        "form": form,
        "answering": answering,
        "reply": reply,
    }
    return render(
        request, "rights/desk.html", context, status=422 if form.is_bound or reply else 200
    )
