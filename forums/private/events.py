from __future__ import annotations

from dataclasses import dataclass

from community.realtime.events import Event, Frame


@dataclass(frozen=True)
class MessageChanged(Event):
    """For one reader alone: the page fetches the message as that reader may see it."""

    message_id: int
    reader_id: int

    def frame(self) -> Frame | None:
        from forums.private.queries import message_frame

        return message_frame(self.message_id, self.reader_id)
