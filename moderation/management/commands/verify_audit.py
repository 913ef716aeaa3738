from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from moderation.actions import verify


class Command(BaseCommand):
    help = "Walks the audit log and says whether every row is as it was written."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--last", help="Hash of the last row as you noted it elsewhere.")

    def handle(self, *args: Any, **options: Any) -> None:
        sound, broken = verify(options["last"])
        if broken is not None:
            raise CommandError(f"Row {broken.row} {broken.why}. {sound} rows before it are sound.")
        self.stdout.write(f"The audit log is sound: {sound} rows.")
