"""What a member brings to every page: their band of today, and their time zone."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from community.members.actions import move_band


class Birthday:
    """Stores the band of a member who was in another one when they were last here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        member = request.user
        if member.is_authenticated and member.band != member.age_band:
            move_band(member)
        return self._get_response(request)


class MemberTimeZone:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self._get_response(request)
        with timezone.override(zoneinfo.ZoneInfo(request.user.time_zone)):
            return self._get_response(request)
