"""Shows times in the member's own time zone."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone


class MemberTimeZone:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self._get_response(request)
        with timezone.override(zoneinfo.ZoneInfo(request.user.time_zone)):
            return self._get_response(request)
