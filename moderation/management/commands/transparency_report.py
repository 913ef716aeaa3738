"""`manage.py transparency_report`: the public report of a quarter, as Markdown and JSON."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from community.members.bands import today
from moderation import transparency
from moderation.queries.transparency import figures


class Command(BaseCommand):
    help = (
        "Writes the public report of moderation, without names, ids or quotes: of the last full "
        "quarter, or of the days that you say."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="start", metavar="DATE", help="first day: 2026-07-01")
        parser.add_argument("--to", dest="end", metavar="DATE", help="last day: 2026-09-30")
        parser.add_argument(
            "--out", type=Path, metavar="FOLDER", help="where to write (DATA_DIR/transparency)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        start, end = _days(options["start"], options["end"])
        self.stderr.write(f"Counting {start} to {end} …")
        report = transparency.public(figures(transparency.period_of(start, end)))
        folder = options["out"] or Path(settings.DATA_DIR) / "transparency"
        name = f"transparency-{start}-to-{end}"
        texts = {
            f"{name}.md": transparency.markdown(report),
            f"{name}.json": json.dumps(report, indent=2, ensure_ascii=False) + "\n",
        }
        for path in _write(folder, texts):
            self.stdout.write(str(path))
        self.stderr.write(
            "Read both before you publish them. Publish each day in one report only: two that "
            "overlap can be subtracted."
        )


def _days(start: str | None, end: str | None) -> tuple[date, date]:
    """Raises CommandError in plain words."""
    if start is None and end is None:
        return transparency.last_quarter(today())
    if start is None or end is None:
        raise CommandError("Say both --from and --to, or neither for the last full quarter.")
    first, last = _day(start), _day(end)
    if first > last:
        raise CommandError(f"--from ({first}) is after --to ({last}). Swap them.")
    if last >= today():
        raise CommandError(f"--to ({last}) is not over yet. The last day can be yesterday.")
    return first, last


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}” is not a date. Write it like 2026-07-01.") from error


def _write(folder: Path, texts: dict[str, str]) -> list[Path]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths = [folder / name for name in texts]
        for path, text in zip(paths, texts.values(), strict=True):
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{folder} cannot be written to: {error.strerror}.") from error
    return paths
