"""Fills the table of reasons from `reasons.yaml`, and finds the fitting ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

from moderation.models import About, ReasonTemplate

SOURCE = Path(__file__).with_name("reasons.yaml")


def fill(source: Path = SOURCE) -> int:
    """Brings the table to what the file says. A reason that left the file is retired, as decisions
    still name it. Gives the number of reasons in use."""
    entries: list[dict[str, Any]] = yaml.safe_load(source.read_text(encoding="utf-8"))
    for position, entry in enumerate(entries):
        ReasonTemplate.objects.update_or_create(
            code=entry["code"],
            defaults={
                "family": entry["code"].partition("_")[0],
                "label": entry["label"],
                "rule": entry["rule"],
                "adult_text": entry["adult"],
                "youth_text": entry["youth"],
                "change": entry["change"],
                "actions": entry["actions"],
                "raised_by": entry["raised_by"],
                "about": entry.get("about", About.WORDS),
                "position": position,
                "retired": False,
            },
        )
    codes = [entry["code"] for entry in entries]
    ReasonTemplate.objects.exclude(code__in=codes).update(retired=True)
    return len(codes)


def fitting_first(
    raised: Iterable[dict[str, Any]], about: str = About.WORDS
) -> list[ReasonTemplate]:
    """All reasons in use for such things; those that fit what raised the item come first, the
    closest on top.
    """
    codes = [str(reason["code"]) for reason in raised]
    templates = list(ReasonTemplate.objects.filter(retired=False, about=about))
    return sorted(templates, key=lambda t: (-_closeness(t.raised_by, codes), t.position))


def _closeness(beginnings: Sequence[str], codes: Sequence[str]) -> int:
    return max(
        (len(start) for start in beginnings for code in codes if code.startswith(start)), default=0
    )
