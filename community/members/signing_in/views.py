"""Pages about getting into one's account, and keeping others out of it."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from community.members.requests import MemberRequest
from community.members.signing_in import way_in as letters


class WayInForm(forms.Form):
    email = forms.EmailField(
        label="E-mail",
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": "Write the e-mail address you sign in with.",
            "invalid": "Write an e-mail address, for example name@example.org.",
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
def way_in(request: HttpRequest) -> HttpResponse:
    """Answers alike whether there is such an account or not."""
    form = WayInForm(request.POST or None)
    sent = request.method == "POST" and form.is_valid()
    if sent:
        letters.ask(form.cleaned_data["email"])
    return render(request, "members/way_in.html", {"form": form, "sent": sent})


@never_cache
@require_http_methods(["GET", "POST"])
def open_way_in(request: HttpRequest, token: str) -> HttpResponse:
    """A mail program that looks at links uses up nothing: only the button does."""
    if request.method == "GET":
        context = {"good": letters.read(token) is not None}
        return render(request, "members/way_in_open.html", context)
    response = redirect("account_login")
    if not letters.use(token, response):
        return render(request, "members/way_in_open.html", {"good": False}, status=410)
    messages.success(request, "You can try again in this browser now, with your password.")
    return response


@require_POST
@login_required
def end_session(request: MemberRequest, pk: int) -> HttpResponse:
    """Signs out one device; its open pages and calls end with it."""
    session = UserSession.objects.filter(user=request.user, pk=pk).first()
    if session is None:
        raise Http404
    if session.session_key == request.session.session_key:
        return redirect("account_logout")
    session.end()
    messages.success(request, "That device is signed out.")
    return redirect("usersessions_list")


@require_GET
@login_required
def second_step(request: MemberRequest) -> HttpResponse:
    """Why the team's pages are closed to somebody of the team, and what opens them."""
    return render(request, "members/second_step.html", {"waits": request.user.needs_second_step})
