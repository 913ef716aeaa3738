"""What the CMS's own views do not know: age bands, and the policy that editors' tools need."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from cms.views import details
from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.http import Http404, HttpRequest, HttpResponseBase

from community.access import Verb, can
from community.access.http import NOT_HERE
from community.resources.models import AnyPage, Resource

Respond = Callable[[HttpRequest], HttpResponseBase]

# The page editor writes scripts and styles into its pages. Readers' pages never get this policy.
EDITOR_POLICY = {
    "default-src": [NONE],
    "script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [SELF],
    "object-src": [NONE],
}


class EditorPolicy:
    """Relaxes the content policy under /admin/, where the page editor lives too, for staff
    alone.
    """

    def __init__(self, get_response: Respond) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if request.path_info.startswith("/admin/") and request.user.is_staff:
            response._csp_config = EDITOR_POLICY  # type: ignore[attr-defined]
            response.setdefault("X-Frame-Options", "SAMEORIGIN")
        return response


# Under /admin/: what shows pages that are not published yet, and lists of them.
TOOLS = re.compile(r"/admin/(cms|resources|filer|djangocms_\w+)/")
LISTED = frozenset({"cms", "resources", "filer"})


class EditorsTools:
    """Pages that nobody published are their editors' alone: to others their tools are not there,
    whatever the back office would let them do.
    """

    def __init__(self, get_response: Respond) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if self._is_a_tool(request) and not can(request.user, Verb.EDIT_PAGE, AnyPage()):
            raise Http404(NOT_HERE)
        return self._get_response(request)

    def _is_a_tool(self, request: HttpRequest) -> bool:
        if not request.user.is_authenticated:
            return False
        path = request.path_info
        if path == "/admin/autocomplete/":
            return request.GET.get("app_label") in LISTED
        return TOOLS.match(path) is not None


class PageWall:
    """Answers 404 for a page that is not written for the reader's age band."""

    def __init__(self, get_response: Respond) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(self, request: Any, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        if view is not details:
            return
        # Editors see what readers see; their tools are one link away, under /admin/.
        request.toolbar.show_toolbar = False
        page = request.current_page
        if not page:
            return
        request.resource = Resource.objects.filter(extended_object=page.pk).first()
        if request.resource and not can(request.user, Verb.SEE, request.resource):
            raise Http404(NOT_HERE)
