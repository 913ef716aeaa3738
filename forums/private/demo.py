"""A few private messages of the demo community: an exchange, and a request that waits."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from community.members.demo import members
from forums.private import actions
from forums.private.models import Correspondence

KEYS = uuid.UUID("3f0b6f0e-2f7a-4b8e-8a53-6f2d0c9c1a77")
OPEN = ("Rosa", "Tobias", "Ines", "Kofi", "Marta")
WORDS = (  # from, to, words
    ("Rosa", "Tobias", "Your note on pacing the garden helped me. May I ask how you began?"),
    ("Tobias", "Rosa", "Of course. Ten minutes, then tea, whether I needed it or not."),
    ("Rosa", "Tobias", "Tea I can do. Thank you. I will try it on Saturday."),
    ("Kofi", "Rosa", "You wrote about going back to work. I am there too. May I write to you?"),
)


def load(say: Callable[[str], None]) -> None:
    """Adds what is missing. It goes the way of every message: policy, request, filter."""
    people = members()
    for name in OPEN:
        if not hasattr(people[name], "letterbox"):
            actions.set_letterbox(people[name], is_open=True)
    known = Correspondence.objects.count()
    for place, (author, to, words) in enumerate(WORDS):
        key = uuid.uuid5(KEYS, str(place))
        actions.write(people[author], people[to], words, key)
    say(f"private messages: {len(WORDS)}, {Correspondence.objects.count() - known} exchanges new")
