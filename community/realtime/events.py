"""Typed messages from actions to sockets.

An event crosses processes as its name and its fields; each process turns it into a frame once
and writes the same bytes to every socket of the topic.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

Frame = dict[str, Any]


@dataclass(frozen=True)
class Event:
    """Base of all events: subclasses are frozen dataclasses with JSON-able fields."""

    _known: ClassVar[dict[str, type[Event]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        Event._known[cls.event_name()] = cls

    @classmethod
    def event_name(cls) -> str:
        return f"{cls.__module__}.{cls.__qualname__}"

    def frame(self) -> Frame | None:
        """What sockets get, `type` included; None when there is nothing to say any more.

        Called once a process, off the event loop: it may query and render.
        """
        raise NotImplementedError

    def as_message(self) -> dict[str, Any]:
        return {"event": self.event_name(), "data": asdict(self)}

    @staticmethod
    def from_message(message: dict[str, Any]) -> Event:
        """Raises KeyError for an event that this version does not know."""
        return Event._known[message["event"]](**message["data"])
