"""Topics: what a socket can listen to, and who may.

A topic is written `kind:key`, such as `thread:7`. Each app registers its kinds when it starts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from community.realtime.events import Frame

if TYPE_CHECKING:
    from community.members.models import Member

Authorise = Callable[["Member", str], bool]
Backlog = Callable[["Member", str, int], list[Frame]]


@dataclass(frozen=True)
class Topic:
    """One kind of topic.

    authorise answers alike for what is missing and what is forbidden.
    backlog gives the frames that a returning socket missed after a sequence number.
    """

    kind: str
    authorise: Authorise
    backlog: Backlog | None = None
    presence: bool = False
    typing: bool = False


_topics: dict[str, Topic] = {}


def register(topic: Topic) -> None:
    _topics[topic.kind] = topic


def split(name: str) -> tuple[Topic | None, str]:
    """The kind and the key of a topic's name; the kind is None when nobody registered it.

    Signs that cannot be printed are in no name, and PostgreSQL refuses to be asked for some.
    """
    kind, _, key = name.partition(":")
    return (_topics.get(kind) if name.isprintable() else None), key


def group_of(name: str) -> str:
    """The channel layer's name for a topic."""
    return "topic." + name.replace(":", ".")
