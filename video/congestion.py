"""How much one viewer's network bears, worked out from what their browser reports."""

from __future__ import annotations

import math
from collections import deque

UNLIMITED = math.inf
# Loss that a picture survives, and loss that says the line is full; what was sent again in time is
# none.
TOLERABLE_LOSS = 0.05
HEAVY_LOSS = 0.10
SHRINK = 0.8
GROW = 1.3
FIRST_PATIENCE_S = 6.0
LONGEST_PATIENCE_S = 48.0
# An estimate this far below what is being sent is a complaint; further where nothing was lost,
# since a busy computer looks like a full line. So many in a row are believed. Where packets come at
# uneven times a browser keeps saying 0.85 of what arrives, however much the line would bear.
COMPLAINT = 0.75
COMPLAINT_WITHOUT_LOSS = 0.5
COMPLAINTS = 3
# An estimate follows what arrives, some seconds later: it is compared with what was sent all along.
STEADY_LOOKS = 5
# Losses are judged over so many packets at the least; each look forgets a quarter of those before.
ENOUGH_PACKETS = 60
KEPT = 0.75
# Less than this is not worth sending a picture for.
FLOOR = 20_000.0


class Congestion:
    """A limit for pictures, in bits a second, that falls at once and rises carefully.

    Browsers estimate what arrives, not what could: so the limit is tried out upwards while nothing
    is wrong, and each try that fails doubles the wait before the next.
    """

    def __init__(self) -> None:
        self.limit = UNLIMITED
        self._expected = self._lost = 0.0
        self._is_fresh = False
        self._missed, self._packets = 0.0, 0
        self._estimate = UNLIMITED
        self._patience_s = FIRST_PATIENCE_S
        self._calm_since: float | None = None
        self._tried = False
        self._complaints = 0
        self._sent_lately: deque[float] = deque(maxlen=STEADY_LOOKS)

    @property
    def is_felt(self) -> bool:
        """Whether there is a limit at all."""
        return self.limit < UNLIMITED

    def heard_loss(self, lost: float, packets: int) -> None:
        """So many of so many packets did not arrive."""
        self._expected += packets
        self._lost += lost
        self._is_fresh = True
        self._missed, self._packets = self._missed + lost, self._packets + packets

    def take_missed(self) -> tuple[float, int]:
        """How many packets were missed of how many, since the last call."""
        taken = max(0.0, self._missed), self._packets
        self._missed, self._packets = 0.0, 0
        return taken

    def heard_estimate(self, bits_per_s: float) -> None:
        self._estimate = bits_per_s

    def look(self, sent: float, now: float) -> float:
        """The limit from now on, given how much of pictures was sent in the last second or so, in
        bits a second. Sound is in no browser's estimate.
        """
        loss = self._loss_lately()
        complaint = COMPLAINT if loss > TOLERABLE_LOSS else COMPLAINT_WITHOUT_LOSS
        self._sent_lately.append(sent)
        steady = min(self._sent_lately)
        self._complaints = self._complaints + 1 if self._estimate < complaint * steady else 0
        if loss > HEAVY_LOSS or self._complaints >= COMPLAINTS:
            self._shrink(min(self._estimate, SHRINK * sent), now)
        elif loss > TOLERABLE_LOSS or self._calm_since is None:
            self._calm_since = now
        elif now - self._calm_since >= self._patience_s and self.limit < UNLIMITED:
            self._grow(sent, now)
        return self.limit

    def _loss_lately(self) -> float:
        """Over all streams and some seconds: a few packets of one stream say nothing."""
        loss = 0.0
        if self._is_fresh and self._expected >= ENOUGH_PACKETS:
            loss = max(0.0, self._lost / self._expected)
        self._expected, self._lost = KEPT * self._expected, KEPT * self._lost
        self._is_fresh = False
        return loss

    def _shrink(self, to: float, now: float) -> None:
        if self._tried:
            self._patience_s = min(2 * self._patience_s, LONGEST_PATIENCE_S)
        self.limit = max(FLOOR, min(self.limit, to))
        self._calm_since, self._tried, self._complaints = now, False, 0
        # The estimate and the losses speak of what was sent before the limit fell.
        self._estimate = UNLIMITED
        self._expected = self._lost = 0.0

    def _grow(self, sent: float, now: float) -> None:
        """A limit that nobody feels any more is none."""
        if self._tried and sent < self.limit / GROW**3:
            self.limit, self._patience_s = UNLIMITED, FIRST_PATIENCE_S
        else:
            self.limit *= GROW
        self._calm_since, self._tried = now, True
