"""Reads the texts in content/: Markdown with a head of YAML, so that they are reviewed as text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt

from community.members.bands import Band

CONTENT = Path(__file__).parent / "content"
FENCE = "---\n"
_markdown = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True)
class SeedSource:
    citation: str
    supports: str
    url: str = ""


@dataclass(frozen=True)
class Label:
    summary: str
    topic: str
    bands: frozenset[Band]
    minutes: int
    evidence: str
    evidence_note: str
    framework: str
    reviewed_on: date
    next_review: date
    sources: tuple[SeedSource, ...]


@dataclass(frozen=True)
class Seed:
    """One page: its place, its text as HTML by slot, and the label if it is a resource."""

    slug: str
    title: str
    template: str
    slots: dict[str, str] = field(default_factory=dict)
    label: Label | None = None


def read(path: Path) -> Seed:
    """Raises ValueError, naming the file, when its head is missing."""
    parts = path.read_text(encoding="utf-8").split(FENCE, 2)
    if len(parts) != 3 or parts[0]:
        raise ValueError(f"{path.name} does not start with a head between two lines of ---")
    head = yaml.safe_load(parts[1])
    slots = {name: _markdown.render(text) for name, text in head.get("slots", {}).items()}
    if parts[2].strip():
        slots["body"] = _markdown.render(parts[2])
    return Seed(
        slug=path.stem,
        title=head["title"],
        template=head.get("template", "resources/resource.html"),
        slots=slots,
        label=_label(head) if "evidence" in head else None,
    )


def pages() -> list[Seed]:
    """The pages of the house, in the order of their file names."""
    return [read(path) for path in sorted((CONTENT / "pages").glob("*.md"))]


def resources() -> Iterator[Seed]:
    for path in sorted(CONTENT.glob("*.md")):
        yield read(path)


def _label(head: dict[str, Any]) -> Label:
    return Label(
        summary=head["summary"],
        topic=head["topic"],
        bands=frozenset(Band(band) for band in head["bands"]),
        minutes=head["minutes"],
        evidence=head["evidence"],
        evidence_note=head["evidence_note"],
        framework=head["framework"],
        reviewed_on=head["reviewed_on"],
        next_review=head["next_review"],
        sources=tuple(SeedSource(**source) for source in head.get("sources", ())),
    )
