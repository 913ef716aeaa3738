"""Who is here: each process tells the others whom it has, and forgets a process that falls
silent.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

ANNOUNCE_EVERY_S = 25.0
FORGET_AFTER_S = 60.0

People = dict[int, str]


@dataclass
class TopicPresence:
    """The people of one topic, seen from one process."""

    local: Counter[int] = field(default_factory=Counter)
    names: People = field(default_factory=dict)
    remote: dict[str, tuple[float, People]] = field(default_factory=dict)


class Presence:
    """Keeps the people of each topic. Times are in seconds of a monotonic clock."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._topics: dict[str, TopicPresence] = {}

    def enter(self, topic: str, member_id: int, name: str) -> bool:
        """True when the person was not here through this process before."""
        here = self._topics.setdefault(topic, TopicPresence())
        here.local[member_id] += 1
        here.names[member_id] = name
        return here.local[member_id] == 1

    def leave(self, topic: str, member_id: int) -> bool:
        """True when this was the person's last socket here."""
        here = self._topics.get(topic)
        if here is None or member_id not in here.local:
            return False
        here.local[member_id] -= 1
        if here.local[member_id] > 0:
            return False
        del here.local[member_id]
        here.names.pop(member_id, None)
        return True

    def heard(self, topic: str, process: str, people: People) -> bool:
        """Takes what another process announced; True when that changes who is here."""
        here = self._topics.get(topic)
        if here is None:
            return False
        before = self.people(topic)
        here.remote[process] = (self._clock(), people)
        return self.people(topic) != before

    def local_people(self, topic: str) -> People:
        here = self._topics.get(topic)
        return dict(here.names) if here else {}

    def people(self, topic: str) -> People:
        """Everybody here by id, whatever the process."""
        here = self._topics.get(topic)
        if here is None:
            return {}
        fresh_since = self._clock() - FORGET_AFTER_S
        everybody: People = {}
        for heard_at, people in here.remote.values():
            if heard_at >= fresh_since:
                everybody.update(people)
        everybody.update(here.names)
        return everybody

    def forget(self, topic: str) -> None:
        self._topics.pop(topic, None)

    def topics(self) -> list[str]:
        return [topic for topic, here in self._topics.items() if here.local]
