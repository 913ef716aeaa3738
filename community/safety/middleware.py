from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from community.safety import devices, leaving


class LeaveNoTrace:
    """Pages of youth, of shared devices and of whoever wants a quick way out are kept by no
    browser; a visit that was left stays left.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        left, shared = leaving.has_left(request), devices.is_shared(request)
        if shared:
            devices.keep_short(request)
        devices.note_wish(request)
        user = request.user
        private = shared or (user.is_authenticated and (user.is_youth or user.quick_exit))
        response = self._get_response(request)
        if private:
            devices.leave_nothing(response)
        if shared and not request.user.is_authenticated:
            response["Clear-Site-Data"] = devices.CLEAR
        return leaving.lead_away(request, response, left)
