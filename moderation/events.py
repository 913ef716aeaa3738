"""What open queues hear. A row is rendered once and is the same for every moderator."""

from __future__ import annotations

from dataclasses import dataclass

from community.realtime.events import Event, Frame


@dataclass(frozen=True)
class QueueChanged(Event):
    """An item came, was claimed, let go of, decided, or changed in another way."""

    reviewable_id: int

    def frame(self) -> Frame | None:
        from moderation.fragments import row_frame

        return row_frame(self.reviewable_id)


def queue_topic(band: str) -> str:
    """One topic a band, so that whoever may not see a band never hears of it."""
    return f"moderation:queue-{band}"
