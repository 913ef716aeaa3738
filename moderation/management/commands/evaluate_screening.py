"""`manage.py evaluate_screening`: how good the filter is, printed and written to the model card."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from moderation.screening import evaluate
from moderation.screening.engine import Unavailable

ROOT = Path(settings.BASE_DIR)
TESTS = ROOT / "tests" / "moderation" / "screening"
EXAMS = tuple(TESTS / f"{name}.jsonl" for name in ("exam", "exam_field", "exam_unseen"))
CARD = ROOT / "docs" / "model-card.md"


class Command(BaseCommand):
    help = "Measures the served model and the whole screening on texts they were not trained on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--data", type=Path, default=ROOT.parent / "shared" / "data",
            help="folder with the research data (docs/model-card.md says what is in it)",
        )  # fmt: skip
        parser.add_argument(
            "--exam", type=Path, nargs="+", default=EXAMS, help="our own test sentences"
        )
        parser.add_argument("--card", type=Path, default=CARD, help="where the table is written")
        parser.add_argument("--dry-run", action="store_true", help="print only")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = evaluate.figures(options["data"], options["exam"], self._say)
        except FileNotFoundError as error:
            raise CommandError(f"There is no {error.filename}. Say --data FOLDER.") from error
        except Unavailable as error:
            raise CommandError(f"There is no model to measure: {error}") from error
        self.stdout.write(evaluate.table(found))
        if not options["dry_run"]:
            evaluate.write_card(options["card"], found)

    def _say(self, text: str) -> None:
        self.stderr.write(f"measuring: {text} …")
