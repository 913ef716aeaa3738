"""Leaks planted by hand, one for each channel: a rule, a query, a template's data or an event that
forgets the wall. The net is only as good as what it catches of these.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from community.access import Kind, Verb, can
from community.access.policy import RULES
from community.members.bands import Band
from community.members.models import Member
from community.realtime.presence import Presence
from forums.models import Post
from forums.moderation import PostContent

Plant = Callable[[], AbstractContextManager[Any]]


def _always(*_: Any, **__: Any) -> bool:
    return True


def _all_bands(*_: Any) -> frozenset[Band]:
    return frozenset(Band)


def _everything(*_: Any) -> Q:
    return Q()


def _says_no(*_: Any, **__: Any) -> bool:
    raise PermissionDenied("You cannot do this here.")


def _asks_once_more(member: Any, verb: Verb, thing: Any) -> bool:
    Member.objects.exists()
    return can(member, verb, thing)


def _used_anywhere(name: str, band: Band, besides: int | None = None, audience: str = "") -> bool:
    return Member.objects.filter(display_name__iexact=name).exclude(pk=besides).exists()


def _every_post(member: Any, thread: Any) -> Any:
    return Post.objects.select_related("thread__space", "author").order_by("pk")


def _people_everywhere(here: Presence, topic: str) -> dict[int, str]:
    return {pk: name for one in here._topics.values() for pk, name in one.names.items()}


PLANTED: dict[str, dict[str, Plant]] = {
    "policy": {
        "a rule lets everybody see spaces": lambda: mock.patch.dict(
            RULES, {(Kind.SPACE, Verb.SEE): _always}
        ),
        "a rule lets everybody reply": lambda: mock.patch.dict(
            RULES, {(Kind.THREAD, Verb.REPLY): _always}
        ),
        "carers are adults like all others": lambda: mock.patch(
            "community.access.ground.is_member_of_band",
            lambda who, what: who.active and who.band in what.bands,
        ),
    },
    "pages": {
        "a page shows posts of every conversation": lambda: mock.patch(
            "forums.queries.conversations.shown_to", _every_post
        ),
    },
    "same_answers": {
        "what is forbidden says so": lambda: mock.patch("community.access.http.can", _says_no),
        "what is there costs one more question": lambda: mock.patch(
            "community.access.http.can", _asks_once_more
        ),
    },
    "lists": {
        "the list of spaces forgets bands": lambda: mock.patch(
            "forums.queries.lists.readable", _everything
        ),
    },
    "counts": {
        "the queue counts every band": lambda: mock.patch(
            "moderation.queries.queue.moderated_bands", _all_bands
        ),
        "spaces are counted for all": lambda: mock.patch(
            "forums.queries.lists.readable", _everything
        ),
    },
    "search": {
        "search looks everywhere": lambda: mock.patch(
            "forums.queries.search.readable", _everything
        ),
    },
    "notices": {
        "notices are read with the rights of yesterday": lambda: mock.patch(
            "community.notices.queries.readable_bands", _all_bands
        ),
    },
    "letters": {
        "a subject on a screen names a place": lambda: mock.patch(
            "moderation.pager.SUBJECT", "qz00300zq needs you now"
        ),
        "a letter leaves for somebody whose clearance ended": lambda: mock.patch(
            "moderation.pager._is_theirs", _always
        ),
    },
    "mentions": {
        "a mention reaches whoever has the name": lambda: mock.patch(
            "forums.mentions.can", _always
        ),
    },
    "sockets": {
        "everybody may listen to conversations": lambda: mock.patch("forums.topics.can", _always),
        "everybody may listen to the queue": lambda: mock.patch(
            "moderation.topics.moderated_bands", _all_bands
        ),
    },
    "live_sockets": {
        "a socket is not asked what it may hear": lambda: mock.patch(
            "community.realtime.consumers._authorised", mock.AsyncMock(return_value=True)
        ),
        "who is here is told to everybody": lambda: mock.patch.object(
            Presence, "people", _people_everywhere
        ),
    },
    "tokens": {
        "a token is made for whoever asks": lambda: mock.patch("groups.actions.rooms.can", _always),
        "a token is not asked about again": lambda: mock.patch("groups.room_policy.can", _always),
    },
    "cms": {
        "a page opens to every reader": lambda: mock.patch(
            "community.resources.middleware.can", _always
        ),
    },
    "admin": {
        "operators see every group": lambda: mock.patch(
            "groups.admin.bands_of", return_value=list(Band)
        ),
    },
    "accounts": {
        "a name in use beyond the wall is refused": lambda: mock.patch(
            "community.members.forms.name_is_taken", _used_anywhere
        ),
    },
    "calendars": {
        "a calendar asks nobody whether its owner may see a group": lambda: mock.patch(
            "groups.queries.records.can", _always
        ),
    },
    "exports": {
        "the public report names a space": lambda: mock.patch.object(
            PostContent, "plural", "Posts of qz00300zq"
        ),
    },
}
