"""After the comfort agreement has changed: the next visit begins with reading it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from community.consent import queries, texts
from community.members import frozen
from community.members.models import Member

PAGE = "renew_agreement"
KEY = "agreed_to"
# Work does not wait for it: somebody may need help.
STAFF = ("moderation:", "admin:")


class Renewal:
    """Leads a member to the new words from the first page that they open; what is sent, and parts
    of pages that are open already, go through. Asks the database once a visit.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if not request.user.is_authenticated or not _opens_a_page(request):
            return None
        if not _has_to_read(request, request.user):
            return None
        return redirect(f"{reverse(PAGE)}?{urlencode({'next': request.get_full_path()})}")


def _opens_a_page(request: HttpRequest) -> bool:
    """As somebody does who goes to an address, with a browser."""
    match = request.resolver_match
    if request.method != "GET" or match is None or "HX-Request" in request.headers:
        return False
    if "text/html" not in request.headers.get("Accept", ""):
        return False
    name = match.view_name or ""
    return not (name == PAGE or frozen.is_open(name) or name.startswith(STAFF))


def _has_to_read(request: HttpRequest, member: Member) -> bool:
    current = texts.agreement_version(member.age_band)
    if request.session.get(KEY) == current:
        return False
    promise = queries.promise_of(member)
    if promise is None or promise.is_current:
        request.session[KEY] = current
        return False
    return True
