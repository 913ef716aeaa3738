from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.rights import ledger
from community.rights.actions import Again, delete_again, would_delete_again


class Command(BaseCommand):
    help = "After going back to a backup: deletes whoever was deleted since it was made."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", nargs="?", help="the file of deletions; without one, that of the settings"
        )
        parser.add_argument("--dry-run", action="store_true", help="says who it would be")

    def handle(self, *args: Any, **options: Any) -> None:
        act = would_delete_again if options["dry_run"] else delete_again
        outcomes = Counter(act(one) for one in self._noted(options["file"]))
        for outcome in Again:
            self.stdout.write(f"{outcome}: {outcomes[outcome]}")
        if options["dry_run"]:
            self.stdout.write("Nothing was changed.")

    def _noted(self, named: str | None) -> list[ledger.Noted]:
        where = named or settings.DEPARTURES
        if not where:
            raise CommandError("DEPARTURES is not set: name the file.")
        try:
            return ledger.read(Path(where))
        except OSError:
            raise CommandError(f"{where} cannot be read.") from None
        except ledger.LedgerChanged as changed:
            raise CommandError(
                f"{where}, {changed}: it is not as it was written, or the secret key is another. "
                "Nothing was changed."
            ) from None
