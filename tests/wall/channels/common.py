"""What each channel works with: how an answer is read, and what counts as a leak."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.test import Client

from community.members.models import Member
from tests.wall.oracle import Who
from tests.wall.world import World

Answers = Iterator[str]
People = Iterable[Who]
Sees = Callable[[Who], bool]

# What is new on each page: nonces, tokens against forgery, and keys of forms.
NEW = re.compile(
    r"nonce=\"[^\"]*\"|nonce-[\w+/=-]+|(?<=\")[A-Za-z0-9]{64}(?=\")|"
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
COOKIE_VALUE = re.compile(r"(csrftoken|sessionid|messages)=[^;]*|expires=[^;]*")
# An address that is said back makes an answer as much longer as it is; the clock goes on.
CLOCK_AND_LENGTH = {"Content-Length", "Expires"}
HTMX = {"HTTP_HX_REQUEST": "true"}
SCRIPT = {"HTTP_ACCEPT": "application/json"}


def text_of(answer: Any) -> str:
    """All that reaches a browser: headers, cookies and body, without what is new on each."""
    head = [f"{n}: {v}" for n, v in sorted(answer.items()) if n not in CLOCK_AND_LENGTH]
    head += [COOKIE_VALUE.sub(r"\1", one.OutputString()) for one in answer.cookies.values()]
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return NEW.sub("", "\n".join([str(answer.status_code), *head, "", body.decode()]))


def signed_in(who: Who) -> Client:
    client = Client(raise_request_exception=False)
    if who.pk:
        client.force_login(Member.objects.get(pk=who.pk))
    return client


def scanned(world: World, who: Who, where: str, text: str) -> str:
    """What leaked, in words; nothing when nothing did. What breaks hides leaks: it counts too."""
    if text.startswith("500"):
        return f"{where} broke for {who}"
    found = world.leaks(who, text)
    world.seen += bool(world.found_in(text)) and not found
    return f"{who} met {found[0]} at {where}" if found else ""


def about(said: bool, expected: bool, words: str) -> str:
    return "" if said == expected else f"{words}: {said}, and should be {expected}"
