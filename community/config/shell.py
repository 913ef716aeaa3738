"""What the frame of every page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import cached_property

from community.access import Verb, can, moderated_bands
from community.notices.queries import unread_count
from community.safety.devices import is_shared
from community.safety.leaving import ELSEWHERE
from moderation.queries import open_count
from moderation.staffing import Care, care
from video.queries import Calls

SECTIONS = {
    "search": "conversations",
    "notices": "me",
    "accounts": "me",
    "people": "me",
    "messages": "me",
    "calls": "me",
    "mentor": "me",
    "mentoring": "moderation",
}


@dataclass
class Shell:
    """Read lazily by the frame, so that a fragment that shows no frame costs no query."""

    request: HttpRequest

    help_url = "/help/"

    @property
    def section(self) -> str:
        """The part of the house that the page is in, as the main navigation names it."""
        first = self.request.path.strip("/").partition("/")[0]
        return SECTIONS.get(first, first)

    @property
    def demo(self) -> bool:
        return bool(settings.DEMO)

    @property
    def quick_exit(self) -> bool:
        user = self.request.user
        return bool(user.is_authenticated and (user.is_youth or user.quick_exit))

    @property
    def elsewhere(self) -> str:
        return ELSEWHERE

    @property
    def shared_device(self) -> bool:
        return is_shared(self.request)

    @property
    def break_until(self) -> datetime | None:
        user = self.request.user
        return user.break_until if user.is_authenticated and user.is_on_break else None

    @property
    def flare(self) -> bool:
        user = self.request.user
        return bool(user.is_authenticated and user.flare_mode)

    @property
    def theme(self) -> str:
        user = self.request.user
        return user.theme if user.is_authenticated else "auto"

    @cached_property
    def unread_notices(self) -> int:
        user = self.request.user
        return unread_count(user) if user.is_authenticated else 0

    @cached_property
    def care(self) -> Care | None:
        """Whether somebody of the team is there for this member's band."""
        user = self.request.user
        return care(user.age_band) if user.is_authenticated else None

    @cached_property
    def can_moderate(self) -> bool:
        user = self.request.user
        return bool(user.is_authenticated and moderated_bands(user))

    @cached_property
    def can_see_calls(self) -> bool:
        user = self.request.user
        return bool(user.is_authenticated and can(user, Verb.SEE, Calls()))

    @cached_property
    def role_rests(self) -> bool:
        """Somebody of the team without a second step: said on every page until it is there."""
        user = self.request.user
        return bool(user.is_authenticated and user.needs_second_step)

    @cached_property
    def queue_count(self) -> int:
        user = self.request.user
        return open_count(user) if user.is_authenticated and self.can_moderate else 0


def shell(request: HttpRequest) -> dict[str, Shell]:
    """`shell` in every template. Pages made without sign-in middleware get no frame."""
    return {"shell": Shell(request)} if hasattr(request, "user") else {}
