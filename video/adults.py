"""The rule about adults: a room with young people carries sound and video only under their eyes."""

from __future__ import annotations


class AdultRule:
    """Opens when all wanted adults are in the room; stays open for a while when one of them leaves.

    wanted: how many adults; 0 means that the room has no such rule.
    grace_s: how long media goes on while somebody is missing. With no adult left there is none.
    """

    def __init__(self, wanted: int, grace_s: float) -> None:
        self.wanted = wanted
        self._grace_s = grace_s
        self._is_open = wanted == 0
        self._pauses_at: float | None = None

    def allows(self, here: int, now: float) -> bool:
        """May media flow at this moment, with so many adults here? Ask whenever either changes."""
        if here >= self.wanted:
            self._is_open, self._pauses_at = True, None
        elif here == 0 or not self._is_open:
            self._shut()
        elif self._pauses_at is None:
            self._pauses_at = now + self._grace_s
        if self._pauses_at is not None and now >= self._pauses_at:
            self._shut()
        return self._is_open

    def left_s(self, now: float) -> float | None:
        """Seconds until media pauses unless somebody comes; None when nothing is running out."""
        return None if self._pauses_at is None else max(0.0, self._pauses_at - now)

    def _shut(self) -> None:
        self._is_open, self._pauses_at = False, None
