"""A guardian's pages: no account, a link from a letter and something that only they know."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from community.consent import actions, codes, queries
from community.consent.actions.guarding import DATE_OF_BIRTH, PASSPHRASE
from community.consent.forms import (
    AgreeForm,
    GuardianChoices,
    GuardianEmailForm,
    KnowForm,
    NewPassphraseForm,
    wrong_birth,
)
from community.consent.models import Giver, Guardianship, Purpose
from community.members.models import Word
from community.members.pace import paced

KNOWN_FOR = timedelta(minutes=20)
_cookie = "alongside_guardian"
WRONG = "That was not right. After a few wrong tries this page closes for a quarter of an hour."


@never_cache
@paced("guardian")
@require_http_methods(["GET", "POST"])
def asked(request: HttpRequest, token: str) -> HttpResponseBase:
    """A guardian who was asked reads what it is, and says yes or no."""
    said = actions.asked(token)
    if said is None:
        return render(request, "consent/guardian/gone.html", status=410)
    if request.method == "POST" and "refuse" in request.POST:
        actions.refuse(said)
        return render(request, "consent/guardian/refused.html")
    form = AgreeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if said.is_of(form.cleaned_data["born"]):
            made, code = actions.agree(
                said, passphrase=form.cleaned_data["passphrase"], choices=form.choices
            )
            context = {"code": code, "until": made.code_expires_at}
            return render(request, "consent/guardian/agreed.html", context)
        form.add_error("born", wrong_birth())
    status = 422 if form.errors else 200
    return render(request, "consent/guardian/asked.html", {"form": form}, status=status)


@never_cache
@paced("guardian")
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponseBase:
    """Sends the link to a guardian's page once more; says the same whether there is one."""
    form = GuardianEmailForm(request.POST or None)
    form.fields["email"].label, form.fields["email"].help_text = "Your e-mail", ""
    form.fields["email"].error_messages["required"] = "Write your e-mail."
    if request.method == "POST" and form.is_valid():
        actions.send_links(form.cleaned_data["email"])
        return render(request, "consent/guardian/sent.html")
    return render(request, "consent/guardian/find.html", {"form": form})


@never_cache
@paced("guardian")
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponseBase:
    """What was agreed to, once the guardian has shown that it is them."""
    guardianship = _guardianship(token)
    if guardianship.is_emptied:
        return _over(request)
    if _method(request, guardianship) is None:
        return _ask(request, guardianship, token)
    kept = queries.choices_of(guardianship, Giver.GUARDIAN)
    form = GuardianChoices(initial=kept)
    return render(request, "consent/guardian/page.html", _context(guardianship, token, form))


@never_cache
@paced("guardian")
@require_http_methods(["GET", "POST"])
def forgot(request: HttpRequest, token: str) -> HttpResponseBase:
    """Another passphrase, for who knows the young person's date of birth."""
    guardianship = _guardianship(token)
    if guardianship.is_emptied:
        return _over(request)
    form = NewPassphraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if actions.set_passphrase(guardianship, said["born"], said["passphrase"]):
            return _knows(guardianship, token, DATE_OF_BIRTH)
        form.add_error(None, WRONG)
    context = {"form": form, "token": token}
    status = 422 if form.errors else 200
    return render(request, "consent/guardian/forgot.html", context, status=status)


@never_cache
@require_POST
def change(request: HttpRequest, token: str) -> HttpResponse:
    """One button each: save the switches, take everything back, say yes again."""
    guardianship = _guardianship(token)
    method = _method(request, guardianship)
    if method is None or guardianship.is_emptied or _is_over(guardianship):
        return redirect("guardian", token)
    if "take_back" in request.POST:
        actions.take_back(guardianship, method=method)
        messages.success(request, "Taken back. The account is closed, and open pages have ended.")
    elif "give_again" in request.POST:
        actions.give_again(guardianship, method=method)
        messages.success(request, "Thank you. The young person can take part again.")
    elif (form := GuardianChoices(request.POST)).is_valid():
        actions.change(guardianship, form.choices, method=method)
        messages.success(request, "Saved.")
    return redirect("guardian", token)


@require_POST
def leave(request: HttpRequest, token: str) -> HttpResponse:
    response = redirect("guardian_find")
    response.delete_cookie(_cookie, path="/guardian/")
    return response


def _guardianship(token: str) -> Guardianship:
    pk = codes.read_guardian(token)
    found = Guardianship.objects.select_related("member").filter(pk=pk).first() if pk else None
    if found is None:
        raise Http404
    return found


def _method(request: HttpRequest, guardianship: Guardianship) -> str | None:
    """How this browser showed a moment ago that it is the guardian's; None if it did not."""
    try:
        pk, method = signing.loads(
            request.COOKIES.get(_cookie, ""), salt=_cookie, max_age=KNOWN_FOR
        )
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(method) if pk == guardianship.pk else None


def _over(request: HttpRequest) -> HttpResponse:
    """The young person's account was deleted, and with it what we knew the guardian by."""
    response = render(request, "consent/guardian/over.html", status=410)
    response.delete_cookie(_cookie, path="/guardian/")
    return response


def _ask(request: HttpRequest, guardianship: Guardianship, token: str) -> HttpResponse:
    form = KnowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if actions.knows(guardianship, form.cleaned_data["passphrase"]):
            return _knows(guardianship, token, PASSPHRASE)
        form.add_error("passphrase", WRONG)
    context = {"form": form, "token": token}
    status = 422 if form.errors else 200
    return render(request, "consent/guardian/know.html", context, status=status)


def _knows(guardianship: Guardianship, token: str, method: str) -> HttpResponse:
    response = redirect("guardian", token)
    response.set_cookie(
        _cookie,
        signing.dumps([guardianship.pk, method], salt=_cookie),
        max_age=KNOWN_FOR,
        path="/guardian/",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _is_over(guardianship: Guardianship) -> bool:
    """The young person decides for themselves by now, or the team let them take part."""
    member = guardianship.member
    return member is not None and member.word in {Word.OWN, Word.TEAM}


def _context(guardianship: Guardianship, token: str, form: GuardianChoices) -> dict[str, object]:
    return {
        "guardianship": guardianship,
        "joined": guardianship.member is not None,
        "given": queries.holds(guardianship, Purpose.SERVICE, Giver.GUARDIAN),
        "is_over": _is_over(guardianship),
        "said": queries.said(guardianship),
        "form": form,
        "token": token,
    }
