"""What keeping accounts safe adds to every page: a device's number, and the door to staff pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from community.members.signing_in.devices import keep

STAFF_PAGES = ("/moderation/", "/admin/")


class Devices:
    """Leaves the number of a device in the browser after somebody signed in with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        keep(request, response)
        return response


class SecondStep:
    """Leads whoever works here and has no second step to where they set one up. The policy denies
    their roles meanwhile, wherever they knock.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if not request.path.startswith(STAFF_PAGES) or not request.user.is_authenticated:
            return None
        if not request.user.needs_second_step:
            return None
        page = reverse("second_step")
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": page})
        return redirect(page)
