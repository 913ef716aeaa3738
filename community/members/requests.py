from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from community.members.models import Member


class MemberRequest(HttpRequest):
    """What a view behind `login_required` gets: there is a member."""

    user: Member
    htmx: HtmxDetails
