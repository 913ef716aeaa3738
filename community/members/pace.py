"""How often one place may knock at a door."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.decorators import rate_limit
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]


def paced(action: str) -> Callable[[View], View]:
    """Answers 429 to whoever sends forms faster than settings.ACCOUNT_RATE_LIMITS lets them."""

    def decorate(view: View) -> View:
        counted = rate_limit(action=action)(view)

        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            sends = request.method == "POST"
            answer: HttpResponseBase = (counted if sends else view)(request, *args, **kwargs)
            return answer

        return wrapped

    return decorate
