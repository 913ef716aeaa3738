from __future__ import annotations

from typing import Any, cast

from allauth.account.views import SignupView as BaseSignupView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from community.consent import actions as consent
from community.consent.forms import GuardianEmailForm, UnsafeForm
from community.joining import actions, gate, queries
from community.joining.actions import Door, Entry, UnknownCode
from community.joining.forms import WRONG_CODE, GateForm, WaitForm
from community.joining.gate import Answers, Lock
from community.members.consent_ages import agrees_alone
from community.members.pace import paced

NEXT = {Door.GUARDIAN: "join_guardian", Door.FULL: "join_waiting", Door.ACCOUNT: "join_account"}


@never_cache
@paced("gate")
@require_http_methods(["GET", "POST"])
def gate_page(request: HttpRequest) -> HttpResponseBase:
    """The date of birth and the country, asked the same way of everybody."""
    if request.user.is_authenticated:
        return redirect("today")
    lock = gate.lock_of(request)
    if lock is Lock.NOT_YET:
        return _not_yet(request)
    form = GateForm(request.POST or None, initial={"code": request.GET.get("code", "")[:20]})
    if request.method == "POST" and form.is_valid():
        try:
            return _through(request, form.answers, lock)
        except UnknownCode:
            form.add_error("code", WRONG_CODE)
    return render(request, "joining/gate.html", {"form": form})


def _through(request: HttpRequest, answers: Answers, lock: Lock | None) -> HttpResponse:
    came = actions.entry(answers, gate.place_of(request))
    if came.door is Door.NOT_YET:
        response = _not_yet(request)
        gate.lock(response, Lock.NOT_YET)
        return response
    if lock is Lock.GUARDIAN and not came.rests_on_another:
        # Other answers within a day change nothing; a code from somebody who agreed does.
        return redirect("join_guardian")
    response = redirect(NEXT[came.door])
    gate.remember(response, answers)
    if came.door is Door.GUARDIAN:
        gate.lock(response, Lock.GUARDIAN)
    return response


def _not_yet(request: HttpRequest) -> HttpResponse:
    return render(request, "joining/not_yet.html")


def _at(request: HttpRequest, door: Door) -> tuple[Answers, Entry] | None:
    """The answers given at the gate, if they lead to this door now."""
    answers = gate.answers_of(request)
    if answers is None or gate.lock_of(request) is Lock.NOT_YET:
        return None
    try:
        came = actions.entry(answers, gate.place_of(request))
    except UnknownCode:
        return None
    return (answers, came) if came.door is door else None


@method_decorator(never_cache, name="dispatch")
class AccountView(BaseSignupView):  # type: ignore[misc]  # allauth has no types
    """Name, e-mail, password and the comfort agreement, for whoever came through the gate."""

    success_url = reverse_lazy("today")
    answers: Answers | None = None
    came: Entry | None = None

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        at = _at(request, Door.ACCOUNT)
        if at is None:
            return redirect("account_signup")
        self.answers, self.came = at
        return cast(HttpResponseBase, super().dispatch(request, *args, **kwargs))

    def get_form_kwargs(self) -> dict[str, Any]:
        said: dict[str, Any] = super().get_form_kwargs()
        return {**said, "answers": self.answers, "came": self.came}

    def form_valid(self, form: Any) -> HttpResponse:
        response = cast(HttpResponse, super().form_valid(form))
        gate.forget(response)
        return response


@never_cache
@paced("ask_guardian")
@require_http_methods(["GET", "POST"])
def guardian(request: HttpRequest) -> HttpResponseBase:
    """Somebody has to agree first: the page asks for an address and for nothing else."""
    at = _at(request, Door.GUARDIAN)
    if at is None:
        return redirect("account_signup")
    form = GuardianEmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        consent.invite(form.cleaned_data["email"], at[0].born)
        return redirect("join_asked")
    return render(request, "joining/guardian.html", {"form": form})


@require_GET
def asked(request: HttpRequest) -> HttpResponse:
    return render(request, "joining/asked.html")


@never_cache
@paced("ask_guardian")
@require_http_methods(["GET", "POST"])
def unsafe(request: HttpRequest) -> HttpResponseBase:
    """For whom asking a guardian would be a risk. Help comes first, then the question."""
    answers = gate.answers_of(request)
    if answers is None or agrees_alone(answers.born, answers.country):
        return redirect("account_signup")
    form = UnsafeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        consent.ask_from_outside(
            form.cleaned_data["email"], form.cleaned_data["words"], answers.born
        )
        return render(request, "joining/unsafe_done.html")
    return render(request, "joining/unsafe.html", {"form": form})


@never_cache
@paced("gate")
@require_http_methods(["GET", "POST"])
def wait(request: HttpRequest) -> HttpResponseBase:
    """No place for now: the list, and what is open at once."""
    at = _at(request, Door.FULL)
    if at is None:
        return redirect("account_signup")
    form = WaitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("waiting", actions.wait(form.cleaned_data["email"]))
    alone = agrees_alone(at[0].born, at[0].country)
    return render(request, "joining/wait.html", {"form": form, "alone": alone})


@never_cache
@require_http_methods(["GET", "POST"])
def waiting(request: HttpRequest, token: str) -> HttpResponseBase:
    """Where somebody stands; with a place on offer, the way in."""
    place = actions.waiting(token)
    if place is None:
        raise Http404
    if request.method == "POST":
        if "stop" in request.POST:
            actions.stop_waiting(place)
            return render(request, "joining/stopped.html")
        response = redirect("account_signup")
        if queries.offered(place.pk) is not None:
            gate.keep_place(response, place.pk)
        return response
    offered = queries.offered(place.pk)
    context = {"place": place, "offered": offered, "position": queries.position(place)}
    return render(request, "joining/waiting.html", context)
