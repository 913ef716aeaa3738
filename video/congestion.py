"""How much one viewer's network bears, worked out from what their browser reports."""

from __future__ import annotations

import math

UNLIMITED = math.inf
# Loss that a picture survives by asking again, and loss that says the line is full.
TOLERABLE_LOSS = 0.02
HEAVY_LOSS = 0.10
SHRINK = 0.8
GROW = 1.3
FIRST_PATIENCE_S = 6.0
LONGEST_PATIENCE_S = 48.0
# An estimate this far below what is being sent is a complaint; further where nothing was lost,
# since a busy computer looks like a full line. So many in a row are believed.
COMPLAINT = 0.75
COMPLAINT_WITHOUT_LOSS = 0.5
COMPLAINTS = 3
# Less than this is not worth sending a picture for.
FLOOR = 20_000.0


class Congestion:
    """A limit in bits a second that falls at once and rises carefully.

    Browsers estimate what arrives, not what could: so the limit is tried out upwards while nothing
    is wrong, and each try that fails doubles the wait before the next.
    """

    def __init__(self) -> None:
        self.limit = UNLIMITED
        self._worst_loss = 0.0
        self._estimate = UNLIMITED
        self._patience_s = FIRST_PATIENCE_S
        self._calm_since: float | None = None
        self._tried = False
        self._complaints = 0

    @property
    def is_felt(self) -> bool:
        """Whether there is a limit at all."""
        return self.limit < UNLIMITED

    def heard_loss(self, lost: float) -> None:
        """The share of a stream's packets, 0 to 1, that did not arrive since the last report."""
        self._worst_loss = max(self._worst_loss, lost)

    def heard_estimate(self, bits_per_s: float) -> None:
        self._estimate = bits_per_s

    def look(self, sent: float, now: float) -> float:
        """The limit from now on, given what was sent in the last second or so (bits a second)."""
        loss, self._worst_loss = self._worst_loss, 0.0
        complaint = COMPLAINT if loss > TOLERABLE_LOSS else COMPLAINT_WITHOUT_LOSS
        self._complaints = self._complaints + 1 if self._estimate < complaint * sent else 0
        if loss > HEAVY_LOSS or self._complaints >= COMPLAINTS:
            self._shrink(min(self._estimate, SHRINK * sent), now)
        elif loss > TOLERABLE_LOSS or self._calm_since is None:
            self._calm_since = now
        elif now - self._calm_since >= self._patience_s and self.limit < UNLIMITED:
            self._grow(sent, now)
        return self.limit

    def _shrink(self, to: float, now: float) -> None:
        if self._tried:
            self._patience_s = min(2 * self._patience_s, LONGEST_PATIENCE_S)
        self.limit = max(FLOOR, min(self.limit, to))
        self._calm_since, self._tried, self._complaints = now, False, 0
        # The estimate speaks of what was sent before the limit fell.
        self._estimate = UNLIMITED

    def _grow(self, sent: float, now: float) -> None:
        """A limit that nobody feels any more is none."""
        if self._tried and sent < self.limit / GROW**3:
            self.limit, self._patience_s = UNLIMITED, FIRST_PATIENCE_S
        else:
            self.limit *= GROW
        self._calm_since, self._tried = now, True
