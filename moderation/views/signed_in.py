"""A request of somebody who is signed in."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from community.members.models import Member


class MemberRequest(HttpRequest):
    """What `login_required` lets through."""

    user: Member
    htmx: HtmxDetails
