"""What the library for accounts asks of us."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from community.members.signing_in import lockout


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """In place of a count that anybody could use to lock out the owner."""
        wait = lockout.wait_for(request, credentials.get("email", ""))
        if wait:
            raise ValidationError(
                f"Too many tries. Try again in {lockout.in_words(wait)}, or have a way in mailed "
                "to you.",
                code="too_many_login_attempts",
            )

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user:
            lockout.succeeded(request, credentials.get("email", ""))
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        lockout.failed(request, credentials.get("email", ""))
