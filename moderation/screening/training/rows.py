"""What one training text is known to be."""

from __future__ import annotations

from dataclasses import dataclass, replace

from moderation.screening.labels import CRISIS, LABELS

Labels = tuple[float | None, ...]
CALM = CRISIS.index("none")


@dataclass(frozen=True)
class Row:
    """One text and what is known about it.

    `labels` are in the order of LABELS, each 1, 0, or None where nobody judged it. `crisis` is the
    index of a grade of CRISIS; `contact`, `medical` and `abuse` are 1 or 0. None is masked in the
    loss. `labels` follow the public data, where swearing counts; `abuse` is what our moderators
    act on.
    """

    text: str
    labels: Labels
    crisis: int | None = None
    contact: float | None = None
    medical: float | None = None
    abuse: float | None = None

    @property
    def toxic(self) -> bool:
        return 1.0 in (self.labels[0], self.abuse)

    def saying(self, text: str) -> Row:
        """What is known of this row, said of another text."""
        return replace(self, text=text)


def benign(text: str) -> Row:
    """Not toxic, so none of the six; of the other detectors nothing is known."""
    return Row(text, (0.0,) * len(LABELS), abuse=0.0)


def harmless(text: str) -> Row:
    """Nothing for any detector to find."""
    return Row(text, (0.0,) * len(LABELS), CALM, 0.0, 0.0, 0.0)


def toxic(text: str, **known: float) -> Row:
    """Toxic; of the other five only those named are known."""
    return Row(text, (1.0, *(known.get(name) for name in LABELS[1:])), abuse=1.0)


def rude(text: str) -> Row:
    """Toxic as the public data mean it, which may be no more than swearing."""
    return replace(toxic(text), abuse=None)


UNJUDGED: Labels = (None,) * len(LABELS)
