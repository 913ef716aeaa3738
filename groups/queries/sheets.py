"""Where a session is: the same for everybody in the room."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from groups.models import Poll, RunSheet, Session
from groups.models.sessions import Point


@dataclass(frozen=True)
class Answer:
    words: str
    count: int


@dataclass(frozen=True)
class Question:
    """A poll as all see it: how many answered, and once it is closed how many chose what."""

    poll: Poll
    answered: int
    answers: list[Answer] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.poll.closed_at is None


@dataclass(frozen=True)
class SheetView:
    sheet: RunSheet | None
    points: list[Point]
    question: Question | None

    @property
    def now(self) -> Point | None:
        at = self.sheet.point if self.sheet else None
        return self.points[at] if at is not None and at < len(self.points) else None

    @property
    def until(self) -> datetime | None:
        """When the time of the point is used up, if it has one."""
        if self.sheet is None or self.sheet.since is None or self.now is None:
            return None
        return self.sheet.since + timedelta(minutes=self.now.minutes) if self.now.minutes else None


def sheet_of(session: Session) -> SheetView:
    """Three queries."""
    found = RunSheet.objects.filter(session=session).select_related("turn", "spotlight", "lead")
    return SheetView(sheet=found.first(), points=session.points, question=_question(session))


def _question(session: Session) -> Question | None:
    """The newest, for as long as it is not put aside by the next."""
    poll = session.polls.first()
    if poll is None:
        return None
    chosen = Counter(poll.votes.values_list("option", flat=True))
    counts = [Answer(words, chosen[number]) for number, words in enumerate(poll.options)]
    return Question(poll, chosen.total(), counts if poll.closed_at else [])
