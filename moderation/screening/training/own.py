"""Our own sentences: what the first word of a file's name says is known of each line in it.

Lines of toxic files begin with the labels that hold besides toxicity: `[threat insult] text`. With
`[]` a line is unkind in a way that the public data would not call toxic.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import yaml

from moderation.screening.labels import CRISIS, LABELS
from moderation.screening.training.rows import CALM, UNJUDGED, Row, harmless, toxic

SCREENING = Path(__file__).parent.parent
SENTENCES = SCREENING / "sentences"
HOUSE = SCREENING.parent.parent


def _toxic(text: str) -> Row:
    """In our toxic files what is not named is known to be absent."""
    named: list[str] = []
    if text.startswith("["):
        head, _, text = text[1:].partition("]")
        named = head.split()
    row = toxic(text.strip(), **{name: float(name in named) for name in LABELS[1:]})
    # A threat may name a street or a school, and tell somebody to die: that is for the rules.
    row = replace(row, crisis=CALM, contact=None if "threat" in named else 0.0, medical=0.0)
    return row if named else replace(row, labels=UNJUDGED)


def _sworn(text: str) -> Row:
    """Swearing at oneself or at nobody: no abuse, whatever the public data call it."""
    return replace(harmless(text), labels=UNJUDGED)


def _hard_times(text: str) -> Row:
    """Despair of every grade, which nobody graded."""
    return replace(harmless(text), crisis=None)


def _crisis(grade: str) -> Callable[[str], Row]:
    index = CRISIS.index(grade)
    return lambda text: replace(harmless(text), crisis=index)


def _contact(text: str) -> Row:
    return replace(harmless(text), crisis=None, contact=1.0)


def _medical(text: str) -> Row:
    """Trade in medicine often asks for a message in private."""
    return replace(harmless(text), crisis=None, contact=None, medical=1.0)


_KINDS: dict[str, Callable[[str], Row]] = {
    "benign_hard_times": _hard_times,
    "benign_self": _sworn,
    "benign_swearing": _sworn,
    **{f"crisis_{grade}": _crisis(grade) for grade in CRISIS[1:]},
    "contact_attempt": _contact,
    "medical_unsafe": _medical,
}


def _kind(name: str) -> Callable[[str], Row]:
    if name.startswith("toxic_"):
        return _toxic
    return next((kind for start, kind in _KINDS.items() if name.startswith(start)), harmless)


def lines(path: Path) -> list[str]:
    """The sentences of one file, without comments and empty lines."""
    found = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in found if line and not line.startswith("# ")]


def sentences(folder: Path = SENTENCES) -> list[Row]:
    """Every sentence once, in the order of the files."""
    rows = {
        row.text: row
        for path in sorted(folder.glob("*.txt"))
        for row in map(_kind(path.stem), lines(path))
    }
    return list(rows.values())


def house_texts(root: Path = HOUSE) -> list[Row]:
    """Paragraphs that were written for the product itself: resources and demo conversations."""
    found: list[str] = []
    for path in sorted((root / "community" / "resources" / "content").glob("*.md")):
        found += path.read_text(encoding="utf-8").split("---\n", 2)[-1].split("\n\n")
    told = (root / "forums" / "demo_conversations.yaml").read_text(encoding="utf-8")
    for entry in yaml.safe_load(told):
        for post in (entry, *entry.get("replies", ())):
            found += [str(post.get("title", "")), *str(post["body"]).split("\n\n")]
    cleaned = (part.strip(" #-*>\n") for part in found)
    # Resources speak of crisis lines and of doses, so only tone is known of them.
    return [
        replace(harmless(text), crisis=None, medical=None)
        for text in dict.fromkeys(cleaned)
        if len(text) > 20
    ]
