from __future__ import annotations

import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from community.home.accounts import table
from moderation.screening.places import needed


class Command(BaseCommand):
    help = (
        "Brings the database and the screening model up to date; with DEMO=1 also the demo "
        "community, and prints its accounts. What is up to date already costs nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self._migrate()
        self._export_model()
        if settings.DEMO:
            self._say("Filling the demo community …")
            call_command("load_demo", stdout=self.stderr)
            self.stdout.write(table())

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self._say("Making the tables …")
            call_command("migrate", verbosity=0, interactive=False)

    def _export_model(self) -> None:
        """In a process of its own: torch stays out of this one and out of the web processes."""
        try:
            if all((one.exported() / "export.json").exists() for one in needed()):
                return
        except OSError as error:
            raise CommandError(
                f"The screening model is not there: {error}. "
                "`manage.py toxicity_model use bundled` goes back to our own."
            ) from error
        self._say("Getting the screening model ready (the first time only) …")
        command = [sys.executable, "-m", "moderation.screening.export"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise CommandError(f"The screening model could not be exported:\n{done.stderr}")

    def _say(self, text: str) -> None:
        # Progress goes to the side, so that the table of accounts can be read from stdout.
        self.stderr.write(text)
