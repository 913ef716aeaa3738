"""`manage.py screen --jsonl`: a verdict for every line of standard input, in order."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moderation.screening import Context, Verdict, screen

# "youth" alone is read by the rules for 16-17: there the text decides, not pre-moderation.
BANDS = {"adult": "adult", "youth": "16-17", "16-17": "16-17", "13-15": "13-15"}


class BadLine(ValueError):
    """The line cannot be screened; the message says why."""


class Command(BaseCommand):
    help = "Screens texts, one JSON object a line, and writes one verdict a line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--jsonl", action="store_true", help="read JSON lines from stdin")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["jsonl"]:
            raise CommandError("Say --jsonl, and give one JSON object a line.")
        for answer in answers(sys.stdin.buffer):
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            self.stdout.flush()


def answers(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """One answer for each line that is not blank; a bad line gets {"id", "error"}."""
    for line in lines:
        if line.strip():
            yield _answer(line)


def _answer(line: bytes) -> dict[str, Any]:
    known: dict[str, Any] = {}
    try:
        known = _parsed(line)
        text, context = _asked(known)
    except BadLine as error:
        return {"id": known.get("id"), "error": str(error)}
    return {"id": known.get("id"), **_short(screen(text, context))}


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line.decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise BadLine("This line is not JSON.") from error
    if not isinstance(found, dict):
        raise BadLine("This line is not a JSON object.")
    return found


def _asked(known: dict[str, Any]) -> tuple[str, Context]:
    text, band, space = known.get("text"), known.get("band"), known.get("space")
    if not isinstance(text, str):
        raise BadLine("text must be a string.")
    if not isinstance(band, str) or band not in BANDS:
        raise BadLine(f"band must be one of {', '.join(BANDS)}.")
    if space is not None and not isinstance(space, str):
        raise BadLine("space must be a string.")
    return text, Context(band=BANDS[band], space=space)


def _short(verdict: Verdict) -> dict[str, Any]:
    return {
        "verdict": verdict.outcome,
        "care": verdict.care,
        "reasons": [reason.code for reason in verdict.reasons],
        "signals": verdict.signals,
        "model": verdict.model,
    }
