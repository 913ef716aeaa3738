"""Who is speaking, and who spoke last: the order in which faces matter."""

from __future__ import annotations

from collections.abc import Mapping

# A new voice takes the first place only when it is clearly louder, so that two people laughing do
# not make the room jump.
LOUDER = 1.3


class Speakers:
    """Keeps the order of one room."""

    def __init__(self) -> None:
        self._last: dict[str, float] = {}
        self._active = ""

    def heard(self, loudness: Mapping[str, float], now: float) -> list[str]:
        """Takes how loud each person was just now; those who speak, the active speaker first."""
        speaking = sorted((p for p in loudness if loudness[p] > 0), key=loudness.__getitem__)
        speaking.reverse()
        for person in speaking:
            self._last[person] = now
        if not speaking:
            return []
        loudest = speaking[0]
        current = loudness.get(self._active, 0.0)
        if loudness[loudest] > LOUDER * current:
            self._active = loudest
        if self._active in speaking:
            speaking.remove(self._active)
            speaking.insert(0, self._active)
            # Before those who spoke in the same moment.
            self._last[self._active] = now + 1e-3
        return speaking

    def order(self, people: list[str]) -> list[str]:
        """The same people, who spoke last first; those who never did keep their order."""
        return sorted(people, key=lambda person: -self._last.get(person, 0.0))

    def forget(self, person: str) -> None:
        self._last.pop(person, None)
