from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from community.members import frozen


class Frozen:
    """Leads a frozen account to the page that says what to do, from wherever the policy's answer
    would be that there is nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        member, match = request.user, request.resolver_match
        if not member.is_authenticated or not member.is_frozen or match is None:
            return None
        if frozen.is_open(match.view_name):
            return None
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": frozen.page_of(member)})
        return redirect(frozen.page_of(member))


class Permissions:
    """No page may ask where somebody is; camera and microphone are for our own pages alone."""

    _value = "geolocation=(), payment=(), usb=(), camera=(self), microphone=(self)"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        response.headers.setdefault("Permissions-Policy", self._value)
        return response


class MemberTimeZone:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self._get_response(request)
        with timezone.override(zoneinfo.ZoneInfo(request.user.time_zone)):
            return self._get_response(request)
