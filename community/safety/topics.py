"""What a content note is about, and how a member's own choice meets it.

A note is a few free words. A topic is found in it by the beginnings of words, so that “needles” and
“an injection today” are met alike; the composer offers the topics' own names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

TOPICS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "needles": ("Needles and blood", ("needle", "inject", "blood", "infusion", "jab", "vaccin")),
    "surgery": ("Operations and hospital", ("surg", "operation", "hospital", "ward", "anaesth")),
    "death": ("Death and loss", ("death", "dead", "dying", "died", "grief", "loss", "funeral")),
    "self_harm": ("Self-harm and suicide", ("self-harm", "self harm", "selfharm", "suicid")),
    "food": ("Food and weight", ("food", "eating", "weight", "diet", "calori", "body size")),
    "violence": ("Violence and abuse", ("violen", "abuse", "assault", "rape", "bully")),
    "pregnancy": ("Pregnancy and miscarriage", ("pregnan", "miscarr", "fertil", "birth")),
    "medicines": ("Medicines and withdrawal", ("medic", "opioid", "withdrawal", "drug", "dose")),
    "bad_news": ("Bad news and diagnoses", ("bad news", "diagnos", "prognos", "test result")),
}
MOST_WORDS = 12
SHORTEST_WORD = 3


@dataclass(frozen=True)
class Reading:
    """How one member reads notes. avoided: beginnings of words."""

    avoided: tuple[str, ...] = ()
    opens_notes: bool = False

    def avoids(self, note: str) -> bool:
        """Whether the note names something that the member would rather not read about."""
        said = note.lower()
        return any(re.search(rf"(?<!\w){re.escape(stem)}", said) for stem in self.avoided)


def reading(topics: Iterable[str], words: str, *, opens_notes: bool) -> Reading:
    stems = [stem for topic in topics if topic in TOPICS for stem in TOPICS[topic][1]]
    return Reading((*stems, *own_words(words)), opens_notes)


def own_words(text: str) -> list[str]:
    """The member's own words, split at commas."""
    words = [" ".join(word.lower().split()) for word in text.split(",")]
    return [word for word in words if len(word) >= SHORTEST_WORD][:MOST_WORDS]
