"""What open pages hear. Each frame is built once a process and is the same for every reader."""

from __future__ import annotations

from dataclasses import dataclass

from community.realtime.events import Event, Frame
from forums import fragments


@dataclass(frozen=True)
class PostChanged(Event):
    """A post appeared, changed or went: readers put the new fragment in its place."""

    post_id: int

    def frame(self) -> Frame | None:
        return fragments.post_frame(self.post_id)


@dataclass(frozen=True)
class ReactionsChanged(Event):
    post_id: int

    def frame(self) -> Frame | None:
        return fragments.reactions_frame(self.post_id)


@dataclass(frozen=True)
class ThreadChanged(Event):
    """For the list of conversations in a space."""

    thread_id: int

    def frame(self) -> Frame | None:
        return fragments.thread_frame(self.thread_id)


@dataclass(frozen=True)
class OwnPostChanged(Event):
    """For the author alone: the page fetches its own view of the post."""

    thread_id: int
    post_id: int
    state: str

    def frame(self) -> Frame | None:
        return {
            "type": "own_post",
            "thread": self.thread_id,
            "post": self.post_id,
            "state": self.state,
        }
