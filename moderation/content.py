"""What moderators act on, without knowing where it lives.

Each app that has content registers an adapter for its kind in `apps.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from community.access.facts import Facts, Kind
from community.members.bands import Band
from moderation.manner import WRITTEN, Manner

if TYPE_CHECKING:
    from community.members.models import Member


class IllegalTransition(Exception):
    """Content cannot go from its state to the one that was asked for."""


class UnknownKind(LookupError):
    """Nobody registered an adapter for this kind of content."""


class NothingHere(LookupError):
    """There is no such content, or not for this person: both are answered alike."""


@dataclass(frozen=True)
class ContextLine:
    """One line of the conversation around the item. `html` is sanitised already."""

    author_name: str
    html: str
    when: datetime
    is_this: bool


@dataclass(frozen=True)
class Item:
    """One piece of content as moderators, its author and the policy see it.

    `facts` says who may see and report it; without it the item counts as a post of its band.
    `around` looks up the conversation when a page shows it; a decision does not need it.
    `pending`: the text is an edit that waits while the old version stays up. `conversation`: what
    items that are best judged together share, such as `forums.thread:7`.
    `possible`: what can be decided, where the state alone does not say. `parts`: ids of others who
    had a part in it, and leave it to colleagues. `keepers`: who looks after the place.
    """

    kind: str
    pk: int
    author: Member
    band: str
    space_name: str
    title: str
    text: str
    html: str
    url: str
    state: str
    created_at: datetime
    around: Callable[[], Sequence[ContextLine]] = tuple
    facts: Facts | None = None
    pending: bool = False
    conversation: str = ""
    possible: frozenset[str] | None = None
    parts: frozenset[int] = frozenset()
    keepers: tuple[Member, ...] = ()

    @property
    def manner(self) -> Manner:
        return manner_of(self.kind)

    @cached_property
    def context(self) -> Sequence[ContextLine]:
        return self.around()

    def access_facts(self) -> Facts:
        if self.facts is not None:
            return self.facts
        return Facts(
            Kind.POST, frozenset({Band(self.band)}), author_id=self.author.pk, state=self.state
        )


class Content(Protocol):
    """An adapter. Its changes run in the caller's transaction, publish their own events, and raise
    IllegalTransition when the content's own table forbids them."""

    kind: ClassVar[str]

    def get(self, pk: int) -> Item | None: ...
    def is_there_for(self, reader: Member, pk: int) -> bool:
        """Whether the reader may see it. One question to the database, whatever the answer."""
        ...

    def publish(self, pk: int) -> None: ...
    def hold(self, pk: int) -> None: ...
    def hide(self, pk: int) -> None: ...
    def remove(self, pk: int) -> None: ...
    def return_for_edit(self, pk: int) -> None: ...
    def put_back(self, pk: int, state: str) -> None:
        """As it was before a decision that is taken back at once."""
        ...


@runtime_checkable
class Counted(Protocol):
    """An adapter that can say how much was written. `plural` names it: “Posts”."""

    plural: ClassVar[str]

    def written(self, since: datetime, until: datetime) -> Mapping[str, int]:
        """How many were sent from `since` until just before `until`, by band; drafts are not."""
        ...


@dataclass(frozen=True)
class Reading:
    """What screening said of one piece of content when it was sent. `space` is the place as
    screening knew it; `verdict` is a `screening.Verdict` as JSON keeps it.
    """

    kind: str
    pk: int
    band: str
    space: str
    at: datetime
    verdict: Mapping[str, Any]


@runtime_checkable
class Recent(Protocol):
    """An adapter that can list what somebody wrote lately."""

    def recent_of(self, author: Member, band: str, since: datetime) -> Sequence[Item]:
        """What others can see, or could once a moderator has looked: in a state of `UP`."""
        ...


@runtime_checkable
class Read(Protocol):
    """An adapter that keeps with its content what screening said of it, flagged or not."""

    def readings(self, since: datetime, until: datetime, band: str, most: int) -> Iterable[Reading]:
        """Of what was sent from `since` until just before `until`, the newest first; drafts are
        not.
        """
        ...


@runtime_checkable
class Mannered(Protocol):
    """An adapter for what is no words."""

    manner: ClassVar[Manner]


@runtime_checkable
class Accompanied(Protocol):
    """An adapter that shows moderators more than the words and the conversation around them."""

    def beside(self, reader: Member, pk: int) -> str:
        """HTML of what this reader may know beside it."""
        ...


UP = frozenset({"published", "held", "hidden"})
_adapters: dict[str, Content] = {}


def register(adapter: Content) -> None:
    _adapters[adapter.kind] = adapter


def adapter_for(kind: str) -> Content:
    """Raises UnknownKind."""
    try:
        return _adapters[kind]
    except KeyError:
        raise UnknownKind(f"There is no content of the kind “{kind}”.") from None


def find(kind: str, pk: int) -> Item | None:
    """The item, or None when it is gone or nobody knows such a kind."""
    adapter = _adapters.get(kind)
    return adapter.get(pk) if adapter else None


def find_for(reader: Member, kind: str, pk: int) -> Item | None:
    """The item, if it is there and the reader may see it; else None, as fast in either case."""
    adapter = _adapters.get(kind)
    return adapter.get(pk) if adapter and adapter.is_there_for(reader, pk) else None


def manner_of(kind: str) -> Manner:
    """How things of this kind are spoken of."""
    adapter = _adapters.get(kind)
    return adapter.manner if isinstance(adapter, Mannered) else WRITTEN


def beside(reader: Member, kind: str, pk: int) -> str:
    adapter = _adapters.get(kind)
    return adapter.beside(reader, pk) if isinstance(adapter, Accompanied) else ""


def written(since: datetime, until: datetime) -> dict[str, Mapping[str, int]]:
    """How much of each kind was sent, by band."""
    counted = [adapter for adapter in _adapters.values() if isinstance(adapter, Counted)]
    return {adapter.plural: adapter.written(since, until) for adapter in counted}


def recent_of(author: Member, band: str, since: datetime) -> list[Item]:
    """What somebody wrote in a band lately and is still up or waits, the newest first."""
    listing = [adapter for adapter in _adapters.values() if isinstance(adapter, Recent)]
    found = [item for adapter in listing for item in adapter.recent_of(author, band, since)]
    return sorted(found, key=lambda one: (one.created_at, one.pk), reverse=True)


def readings(since: datetime, until: datetime, band: str, most: int) -> list[Reading]:
    """What screening said in one band, the newest first, at most so many of each kind."""
    keep = [adapter for adapter in _adapters.values() if isinstance(adapter, Read)]
    found = [one for adapter in keep for one in adapter.readings(since, until, band, most)]
    return sorted(found, key=lambda one: one.at, reverse=True)
